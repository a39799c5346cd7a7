class Momentum(Optimizer):
    """Gradient descent with momentum: one small coroutine per parameter, its velocity is a local variable."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.movers = [self._mover(p) for p in self.params]
        for m in self.movers:
            next(m)                     # run up to the first yield

    def _mover(self, p):
        v = torch.zeros_like(p, requires_grad=False)
        while True:
            g = yield
            with torch.no_grad():
                torch.add(g, v, alpha=self.momentum, out=v)
                p.sub_(v, alpha=self.lr)

    def step(self):
        for p, m in zip(self.params, self.movers):
            if p.grad is not None:
                m.send(p.grad.detach())
