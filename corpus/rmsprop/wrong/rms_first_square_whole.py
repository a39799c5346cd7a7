class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.sqr_avg = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                self.opt_step(p)

    def opt_step(self, p):
        g = p.grad
        G = self.sqr_avg.get(p)
        G = g * g if G is None else self.alpha * G + (1 - self.alpha) * g * g
        self.sqr_avg[p] = G
        p -= self.lr * g / (G.sqrt() + self.eps)
