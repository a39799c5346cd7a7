class Adam(Optimizer):
    t = {}

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            t = Adam.t[i] = Adam.t.get(i, 0) + 1
            self.m[i].lerp_(p.grad, 1 - b1)
            self.v[i].lerp_(p.grad ** 2, 1 - b2)
            p.sub_(self.lr * self.m[i] / (1 - b1 ** t) / ((self.v[i] / (1 - b2 ** t)).sqrt() + self.eps))
