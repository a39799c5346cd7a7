class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.velocity = [None for _ in self.params]
        self.last_lr = lr

    @torch.no_grad()
    def step(self):
        correction = self.lr / self.last_lr if self.last_lr else 1.0
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            if self.velocity[i] is None:
                self.velocity[i] = torch.zeros_like(p)
            v = self.velocity[i]
            v.mul_(self.momentum * correction).add_(p.grad)
            p.sub_(v, alpha=self.lr)
        self.last_lr = self.lr
