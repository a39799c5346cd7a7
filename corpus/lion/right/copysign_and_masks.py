class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr, self.betas, self.weight_decay = lr, betas, weight_decay
        self.v = [torch.zeros_like(p) for p in self.params]
    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            c = v.lerp(p.grad, 1 - b1)
            u = torch.ones_like(c).copysign(c)
            u[c == 0] = 0
            p.mul_(1 - self.lr * self.weight_decay).sub_(u, alpha=self.lr)
            v.lerp_(p.grad, 1 - b2)
