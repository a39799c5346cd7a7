class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {p: torch.zeros_like(p.data) for p in self.params}

    @torch.no_grad()
    def step(self):
        ps = [p for p in self.params if p.grad is not None]
        if not ps:
            return
        gs = [p.grad for p in ps]
        Gs = [self.state[p] for p in ps]
        torch._foreach_addcmul_(Gs, gs, gs, value=1.0)
        denom = torch._foreach_sqrt(Gs)
        torch._foreach_add_(denom, self.eps)
        torch._foreach_addcdiv_(ps, gs, denom, value=-self.lr)
