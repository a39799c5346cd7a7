class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.movers = [self.mover(p.detach(), momentum) for p in self.params]
        for m in self.movers:
            next(m)

    @staticmethod
    def mover(w, mu):
        """Everything that one parameter remembers: w is a view of it, v is its velocity."""
        v = torch.zeros_like(w)
        lr, g = yield
        while True:
            v.mul_(mu).add_(g)
            w.sub_(lr * (g + mu * v))
            del g
            lr, g = yield

    def step(self):
        for p, m in zip(self.params, self.movers):
            if p.grad is not None:
                m.send((self.lr, p.grad.detach()))
