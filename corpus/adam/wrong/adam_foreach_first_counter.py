class Adam(Optimizer):
    """Multi-tensor Adam."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.v = {p: torch.zeros_like(p) for p in self.params}
        self.G = {p: torch.zeros_like(p) for p in self.params}
        self.t = dict.fromkeys(self.params, 0)

    @torch.no_grad()
    def step(self):
        ps = [p for p in self.params if p.grad is not None]
        if not ps:
            return
        for p in ps:
            self.t[p] += 1
        gs, vs, Gs = [p.grad for p in ps], [self.v[p] for p in ps], [self.G[p] for p in ps]
        (beta1, beta2), t = self.betas, self.t[ps[0]]
        torch._foreach_mul_(vs, beta1)
        torch._foreach_add_(vs, gs, alpha=1 - beta1)
        torch._foreach_mul_(Gs, beta2)
        torch._foreach_addcmul_(Gs, gs, gs, 1 - beta2)
        roots = torch._foreach_sqrt(torch._foreach_div(Gs, [1 - beta2 ** t for _ in ps]))
        torch._foreach_add_(roots, self.eps)
        torch._foreach_addcdiv_(ps, torch._foreach_div(vs, [1 - beta1 ** t for _ in ps]), roots, -self.lr)
