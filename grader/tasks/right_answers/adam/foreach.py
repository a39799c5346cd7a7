class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        live = [i for i, p in enumerate(self.params) if p.grad is not None]
        if not live:
            return
        ps = [self.params[i] for i in live]
        gs = [self.params[i].grad for i in live]
        ms, vs = [self.m[i] for i in live], [self.v[i] for i in live]
        for i in live:
            self.t[i] += 1
        b1, b2 = self.betas
        torch._foreach_lerp_(ms, gs, 1 - b1)
        torch._foreach_mul_(vs, b2)
        torch._foreach_addcmul_(vs, gs, gs, 1 - b2)
        c1 = [1 - b1 ** self.t[i] for i in live]
        c2 = [(1 - b2 ** self.t[i]) ** 0.5 for i in live]
        roots = torch._foreach_sqrt(vs)
        torch._foreach_div_(roots, c2)
        torch._foreach_add_(roots, self.eps)
        torch._foreach_addcdiv_(ps, ms, roots, [-self.lr / c for c in c1])
