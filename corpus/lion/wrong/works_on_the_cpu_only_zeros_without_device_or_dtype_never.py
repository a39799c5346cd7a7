class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.m = [torch.zeros(p.shape) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            c = b1 * self.m[i] + (1 - b1) * p.grad
            self.m[i] = b2 * self.m[i] + (1 - b2) * p.grad
            p.mul_(1 - self.lr * self.weight_decay)
            p.sub_(self.lr * c.sign())
