class Momentum(Optimizer):
    """Gradient descent with momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.rollers = [self._roller(p) for p in self.params]
        for roller in self.rollers:
            next(roller)

    @staticmethod
    def _roller(p):
        v = torch.zeros_like(p, requires_grad=False)
        while True:
            lr, mu = yield
            if p.grad is not None:
                torch.add(p.grad.detach(), v, alpha=mu, out=v)
                p.data.add_(v, alpha=-lr)

    def step(self):
        for roller in self.rollers:
            roller.send((self.lr, self.momentum))
