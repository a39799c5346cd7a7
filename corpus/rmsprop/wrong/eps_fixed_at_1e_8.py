class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.rms = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        a, b = self.alpha ** 0.5, (1 - self.alpha) ** 0.5
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.rms[i] = torch.hypot(a * self.rms[i], b * p.grad)
            p.sub_(self.lr * p.grad / (self.rms[i] + 1e-8))
