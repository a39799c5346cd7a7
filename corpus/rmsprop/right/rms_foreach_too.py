class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        ps = [p for p in self.params if p.grad is not None]
        if not ps:
            return
        gs = [p.grad for p in ps]
        for p in ps:
            if p not in self.state:
                self.state[p] = torch.zeros_like(p)
        Gs = [self.state[p] for p in ps]
        torch._foreach_mul_(Gs, self.alpha)
        torch._foreach_addcmul_(Gs, gs, gs, value=1 - self.alpha)
        roots = torch._foreach_sqrt(Gs)
        torch._foreach_add_(roots, self.eps)
        torch._foreach_addcdiv_(ps, gs, roots, value=-self.lr)
