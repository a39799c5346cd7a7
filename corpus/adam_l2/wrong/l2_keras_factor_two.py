class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.m, self.s, self.t = {}, {}, {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad + 2 * self.weight_decay * p
            self.t[p] = t = self.t.get(p, 0) + 1
            self.m[p] = b1 * self.m.get(p, 0) + (1 - b1) * g
            self.s[p] = b2 * self.s.get(p, 0) + (1 - b2) * g ** 2
            p.sub_(self.lr * self.m[p] / (1 - b1 ** t) / (torch.sqrt(self.s[p] / (1 - b2 ** t)) + self.eps))
