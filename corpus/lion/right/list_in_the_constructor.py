class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, m in zip(self.params, self.m):
            if p.grad is None:
                continue
            p.mul_(1 - self.lr * self.weight_decay)
            c = b1 * m + (1 - b1) * p.grad
            p.sub_(self.lr * torch.sign(c))
            m.mul_(b2).add_(p.grad, alpha=1 - b2)
