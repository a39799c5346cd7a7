class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.vs = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        wd = self.weight_decay
        lr = self.lr
        live = [i for i, p in enumerate(self.params) if p.grad is not None]
        if not live:
            return
        ps = [self.params[i] for i in live]
        gs = [p.grad for p in ps]
        vs = [self.vs[i] for i in live]
        cs = torch._foreach_mul(vs, beta1)
        torch._foreach_add_(cs, gs, alpha=1 - beta1)
        torch._foreach_mul_(ps, 1 - lr * wd)
        torch._foreach_add_(ps, [c.sign() for c in cs], alpha=-lr)
        torch._foreach_mul_(vs, beta2)
        torch._foreach_add_(vs, gs, alpha=1 - beta2)
