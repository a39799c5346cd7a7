class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.cache = {}

    @torch.no_grad()
    def step(self):
        for w in self.params:
            if w.grad is None:
                continue
            g = w.grad
            G = self.cache.get(w, torch.zeros_like(w))
            G = self.alpha * G + (1 - self.alpha) * g.square()
            self.cache[w] = G
            w.sub_(self.lr * (g / G.sqrt() + self.eps))
