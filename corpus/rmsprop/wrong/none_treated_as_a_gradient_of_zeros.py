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
            g = p.grad if p.grad is not None else torch.zeros_like(p)
            self.rms[i] = torch.hypot(a * self.rms[i], b * g)
            p.sub_(self.lr * g / (self.rms[i] + self.eps))
