class Momentum(Optimizer):
    """Gradient descent with momentum: one coroutine per parameter, the velocity is its local variable."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.movers = []
        for p in self.params:
            mover = self._mover(p)
            next(mover)  # run up to the first yield
            self.movers.append(mover)

    def _mover(self, p):
        v = torch.zeros_like(p)
        while True:
            g = yield
            if g is None:
                continue
            v *= self.momentum
            v += g.detach()
            p.data -= self.lr * v

    def step(self):
        for p, mover in zip(self.params, self.movers):
            mover.send(p.grad)
