class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.b1t = self.b2t = 1.0
        self.m = [0] * len(self.params)
        self.v = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        self.b1t *= b1
        self.b2t *= b2
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.m[i] = b1 * self.m[i] + (1 - b1) * p.grad
            self.v[i] = b2 * self.v[i] + (1 - b2) * p.grad * p.grad
            p -= self.lr * self.m[i] / (1 - self.b1t) / ((self.v[i] / (1 - self.b2t)) ** 0.5 + self.eps)
