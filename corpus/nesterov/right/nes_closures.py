class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.updates = [self._make(p) for p in self.params]

    def _make(self, p):
        v = 0.0

        def update():
            nonlocal v
            if p.grad is None:
                return
            mu, g = self.momentum, p.grad.detach()
            with torch.no_grad():
                p.sub_(self.lr * ((1 + mu) * g + mu ** 2 * v))
            v = g + mu * v
        return update

    def step(self):
        for update in self.updates:
            update()
