class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            name = str(p)
            if name not in self.state:
                self.state[name] = torch.zeros_like(p)
            G = self.state[name]
            G.copy_(self.alpha * G + (1 - self.alpha) * p.grad ** 2)
            p -= self.lr * p.grad / (G.sqrt() + self.eps)
