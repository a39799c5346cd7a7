class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        for p in self.params:
            p.t, p.m, p.v = 0, torch.zeros_like(p.data), torch.zeros_like(p.data)

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            g = p.grad
            if g is None: continue
            g = g.data
            p.t += 1
            p.m = b1 * p.m + (1 - b1) * g
            p.v = b2 * p.v + (1 - b2) * g * g
            p.data -= self.lr * (p.m / (1 - b1 ** p.t)) / (torch.sqrt(p.v / (1 - b2 ** p.t)) + self.eps)
