class Adam(Optimizer):
    def __init__(self, params, lr, betas, eps):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.m = {p: torch.zeros_like(p) for p in self.params}
        self.v = {p: torch.zeros_like(p) for p in self.params}
        self.t = {p: 0 for p in self.params}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            self.t[p] += 1
            self.m[p] = b1 * self.m[p] + (1 - b1) * p.grad
            self.v[p] = b2 * self.v[p] + (1 - b2) * p.grad.square()
            mh = self.m[p] / (1 - b1 ** self.t[p])
            vh = self.v[p] / (1 - b2 ** self.t[p])
            p.sub_(self.lr * mh / (vh.sqrt() + self.eps))


class AdamW(Adam):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, lr, betas, eps)
        self.weight_decay = weight_decay

    @torch.no_grad()
    def step(self):
        old = [(p, p.clone()) for p in self.params if p.grad is not None]
        super().step()
        for p, w in old:
            p.sub_(w, alpha=self.lr * self.weight_decay)
