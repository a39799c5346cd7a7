class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.m, self.v, self.t = {}, {}, {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            g = self.weight_decay * p + p.grad
            t = self.t[p] = self.t.get(p, 0) + 1
            if t == 1:
                self.m[p], self.v[p] = g, g * g
            else:
                self.m[p] = torch.lerp(self.m[p], g, (1 - b1) / (1 - b1 ** t))
                self.v[p] = torch.lerp(self.v[p], g * g, (1 - b2) / (1 - b2 ** t))
            p.add_(self.m[p] / (self.v[p].sqrt() + self.eps), alpha=-self.lr)
