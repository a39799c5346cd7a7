class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.vs = [torch.zeros_like(p) for p in self.params]
        self.Gs = [torch.zeros_like(p) for p in self.params]
        self.ts = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        eps, wd = self.eps, self.weight_decay
        lr = self.lr
        live = [i for i, p in enumerate(self.params) if p.grad is not None]
        if not live:
            return
        ps = [self.params[i] for i in live]
        gs = [p.grad for p in ps]
        vs = [self.vs[i] for i in live]
        Gs = [self.Gs[i] for i in live]
        for i in live:
            self.ts[i] += 1
        ts = [self.ts[i] for i in live]
        torch._foreach_mul_(ps, 1 - lr * wd)
        torch._foreach_lerp_(vs, gs, 1 - beta1)
        torch._foreach_mul_(Gs, beta2)
        torch._foreach_addcmul_(Gs, gs, gs, 1 - beta2)
        roots = torch._foreach_sqrt(Gs)
        torch._foreach_div_(roots, [(1 - beta2 ** t) ** 0.5 for t in ts])
        torch._foreach_add_(roots, eps)
        torch._foreach_addcdiv_(ps, vs, roots, [-lr / (1 - beta1 ** t) for t in ts])
