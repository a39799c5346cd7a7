class Adam(Optimizer):
    """Momentum and a learning rate for each weight, both corrected for their start at zero."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.m = [torch.zeros_like(p) for p in self.params]
        self.s = [torch.zeros_like(p) for p in self.params]
        self.steps = {p: 0 for p in self.params}

    def step(self):
        b1, b2 = self.betas
        active = [p for p in self.params if p.grad is not None]
        with torch.no_grad():
            for p, m, s in zip(active, self.m, self.s):
                self.steps[p] += 1
                n = self.steps[p]
                m.mul_(b1).add_(p.grad, alpha=1 - b1)
                s.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
                p -= self.lr * (m / (1 - b1 ** n)) / (torch.sqrt(s / (1 - b2 ** n)) + self.eps)
