class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.Gs = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        alpha, eps = self.alpha, self.eps
        lr = self.lr
        live = [i for i, p in enumerate(self.params) if p.grad is not None]
        if not live:
            return
        ps = [self.params[i] for i in live]
        gs = [p.grad for p in ps]
        Gs = [self.Gs[i] for i in live]
        torch._foreach_mul_(Gs, alpha)
        torch._foreach_addcmul_(Gs, gs, gs, 1 - alpha)
        roots = torch._foreach_sqrt(Gs)
        torch._foreach_add_(roots, eps)
        torch._foreach_addcdiv_(ps, gs, roots, -lr)
