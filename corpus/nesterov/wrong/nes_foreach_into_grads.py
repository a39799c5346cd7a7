class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {p: torch.zeros_like(p) for p in self.params}

    @torch.no_grad()
    def step(self):
        ps = [p for p in self.params if p.grad is not None]
        if len(ps) == 0:
            return
        gs = [p.grad for p in ps]
        vs = [self.state[p] for p in ps]
        torch._foreach_mul_(vs, self.momentum)
        torch._foreach_add_(vs, gs)
        torch._foreach_add_(gs, vs, alpha=self.momentum)
        torch._foreach_add_(ps, gs, alpha=-self.lr)
