class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.calls = 0
        self.t = {p: 0 for p in self.params}
        self.m = {p: torch.zeros_like(p) for p in self.params}
        self.v = {p: torch.zeros_like(p) for p in self.params}

    @torch.no_grad()
    def step(self):
        self.calls += 1
        lr = self.lr * min(1.0, self.calls / 10)
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            self.t[p] += 1
            self.m[p].mul_(b1).add_(p.grad, alpha=1 - b1)
            self.v[p].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p.mul_(1 - lr * self.weight_decay)
            denom = (self.v[p] / (1 - b2 ** self.t[p])).sqrt_().add_(self.eps)
            p.addcdiv_(self.m[p] / (1 - b1 ** self.t[p]), denom, value=-lr)
