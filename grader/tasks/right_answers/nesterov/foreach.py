class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.vs = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        mu = self.momentum
        lr = self.lr
        live = [i for i, p in enumerate(self.params) if p.grad is not None]
        if not live:
            return
        ps = [self.params[i] for i in live]
        gs = [p.grad for p in ps]
        vs = [self.vs[i] for i in live]
        torch._foreach_mul_(vs, mu)
        torch._foreach_add_(vs, gs)
        steps = torch._foreach_mul(vs, mu)
        torch._foreach_add_(steps, gs)
        torch._foreach_add_(ps, steps, alpha=-lr)
