class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.m = [torch.zeros(p.shape, dtype=p.dtype) for p in self.params]
        self.v = [torch.zeros(p.shape, dtype=p.dtype) for p in self.params]
        self.t = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is not None:
                g = p.grad + self.weight_decay * p
                self.t[i] += 1
                self.m[i].mul_(b1).add_((1 - b1) * g)
                self.v[i].mul_(b2).add_((1 - b2) * g * g)
                m, v = self.m[i] / (1 - b1 ** self.t[i]), self.v[i] / (1 - b2 ** self.t[i])
                p -= self.lr * m / (v.sqrt() + self.eps)
