class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.s = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, s in zip(self.params, self.s):
            if p.grad is None:
                continue
            c = b1 * (1 - b2) * s + (1 - b1) * p.grad
            s.mul_(b2).add_(p.grad)
            p.mul_(1 - self.lr * self.weight_decay).sub_(c.sign(), alpha=self.lr)
