class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.bufs = [torch.zeros_like(p, requires_grad=False) for p in self.params]

    @torch.no_grad()
    def step(self):
        ps, gs, vs = [], [], []
        for p, v in zip(self.params, self.bufs):
            if p.grad is not None:
                ps.append(p)
                gs.append(p.grad)
                vs.append(v)
        if ps:
            torch._foreach_mul_(vs, self.momentum)
            torch._foreach_add_(vs, gs)
            torch._foreach_add_(ps, vs, alpha=-self.lr)
