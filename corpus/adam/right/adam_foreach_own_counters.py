class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.m = [torch.zeros_like(p, requires_grad=False) for p in self.params]
        self.s = [torch.zeros_like(p, requires_grad=False) for p in self.params]
        self.t = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        idx = [i for i, p in enumerate(self.params) if p.grad is not None]
        if not idx:
            return
        b1, b2 = self.betas
        for i in idx:
            self.t[i] += 1
        pick = lambda xs: [xs[i] for i in idx]
        P, M, S, T = pick(self.params), pick(self.m), pick(self.s), pick(self.t)
        G = [p.grad for p in P]
        torch._foreach_mul_(M, b1)
        torch._foreach_add_(M, G, alpha=1 - b1)
        torch._foreach_mul_(S, b2)
        torch._foreach_addcmul_(S, G, G, 1 - b2)
        denom = torch._foreach_div(S, [1 - b2 ** t for t in T])
        torch._foreach_sqrt_(denom)
        torch._foreach_add_(denom, self.eps)
        torch._foreach_addcdiv_(P, M, denom, [-self.lr / (1 - b1 ** t) for t in T])
