class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.n = [0 for p in self.params]

    @torch.no_grad()
    def step(self):
        idx = [i for i, p in enumerate(self.params) if p.grad is not None]
        if not idx:
            return
        for i in idx:
            self.n[i] += 1
        pick = lambda xs: [xs[i] for i in idx]
        p, m, v = pick(self.params), pick(self.m), pick(self.v)
        g = [q.grad for q in p]
        b2, b1 = self.betas
        torch._foreach_mul_(m, b1)
        torch._foreach_add_(m, g, alpha=1 - b1)
        torch._foreach_mul_(v, b2)
        torch._foreach_addcmul_(v, g, g, 1 - b2)
        den = [x.clone() for x in v]
        torch._foreach_div_(den, [(1 - b2 ** self.n[i]) ** 0.5 for i in idx])
        torch._foreach_add_(den, self.eps)
        torch._foreach_addcdiv_(p, m, den, [-self.lr / (1 - b1 ** self.n[i]) for i in idx])
