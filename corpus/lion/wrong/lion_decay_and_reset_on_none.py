class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.v = {k: torch.zeros_like(p) for k, p in enumerate(self.params)}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for k, p in enumerate(self.params):
            p.mul_(1 - self.lr * self.weight_decay)
            if p.grad is None:
                self.v[k] = torch.zeros_like(p)
                continue
            c = b1 * self.v[k] + (1 - b1) * p.grad
            p.sub_(self.lr * c.sign())
            self.v[k] = b2 * self.v[k] + (1 - b2) * p.grad
