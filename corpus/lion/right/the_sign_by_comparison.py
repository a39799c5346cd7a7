class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr, self.betas, self.weight_decay = lr, betas, weight_decay
        self.v = {}
    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            v = self.v.setdefault(p, torch.zeros_like(p))
            c = b1 * v + (1 - b1) * p.grad
            sign = (c > 0).to(p.dtype) - (c < 0).type_as(p)
            p -= self.lr * (sign + self.weight_decay * p)
            self.v[p] = v * b2 + p.grad * (1 - b2)
