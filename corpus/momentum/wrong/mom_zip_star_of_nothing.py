class Momentum(Optimizer):
    """Gradient descent with momentum, multi-tensor version."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {id(p): torch.zeros_like(p, requires_grad=False) for p in self.params}

    @torch.no_grad()
    def step(self):
        rows = [(p, p.grad, self.state[id(p)]) for p in self.params if p.grad is not None]
        ps, gs, vs = zip(*rows)
        torch._foreach_mul_(vs, self.momentum)
        torch._foreach_add_(vs, gs)
        for p, v in zip(ps, vs):
            p.sub_(self.lr * v)
