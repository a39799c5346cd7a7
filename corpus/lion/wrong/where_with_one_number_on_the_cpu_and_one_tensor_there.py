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
            c = b1 * v + (1 - b1) * p.grad
            one = torch.ones(p.shape, dtype=p.dtype)
            u = torch.where(c > 0, one, -one) * (c != 0)
            p -= self.lr * (u + self.weight_decay * p)
            v.copy_(b2 * v + (1 - b2) * p.grad)
