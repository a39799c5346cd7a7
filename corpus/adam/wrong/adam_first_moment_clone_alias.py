class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.m, self.v, self.t = {}, {}, {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.t:
                self.m[p] = self.v[p] = torch.zeros_like(p)
                self.t[p] = 0
            self.t[p] += 1
            self.m[p].mul_(b1).add_(p.grad, alpha=1 - b1)
            self.v[p].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            mh = self.m[p] / (1 - b1 ** self.t[p])
            vh = self.v[p] / (1 - b2 ** self.t[p])
            p -= self.lr * mh / (vh.sqrt() + self.eps)
