class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, v in zip(self.params, self.state):
            if p.grad is None:
                continue
            u = v.mul(b1).add_(p.grad, alpha=1 - b1).sign_()
            p.add_(u, alpha=-self.lr)
            p.mul_(1 - self.lr * self.weight_decay)
            v.mul_(b2).add_(p.grad, alpha=1 - b2)
