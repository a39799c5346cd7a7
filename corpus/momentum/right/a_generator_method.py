class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.velocities = {p: torch.zeros_like(p, requires_grad=False) for p in self.params}

    def _with_grad(self):
        for p, v in self.velocities.items():
            if p.grad is not None:
                yield p.data, p.grad.data, v

    def step(self):
        for w, g, v in self._with_grad():
            v.copy_(self.momentum * v + g)
            w.copy_(w - self.lr * v)
