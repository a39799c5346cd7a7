class Momentum(Optimizer):
    """Gradient descent with momentum. Every parameter has a little coroutine that remembers the velocity."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.movers = [self._mover(p) for p in self.params]

    def _mover(self, p):
        v = torch.zeros_like(p)
        while True:
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(v, alpha=self.lr)
            yield

    def step(self):
        with torch.no_grad():
            for p, mover in zip(self.params, self.movers):
                if p.grad is not None:
                    next(mover)
