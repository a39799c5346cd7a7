class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr, self.betas, self.weight_decay = lr, betas, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, m in zip(self.params, self.m):
            if p.grad is None:
                continue
            g = p.grad
            c = b1 * m + (1 - b1) * g
            p.mul_(1 - self.lr * self.weight_decay)
            p.sub_(self.lr * torch.sign(c))
            self.h = getattr(self,'h',[]) + [c]
            m.mul_(b2).add_(g, alpha=1 - b2)
