class Momentum(Optimizer):
    """Every parameter has its own little coroutine, and the velocity is its local variable."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.balls = [self._roll(w) for w in self.params]
        for ball in self.balls:
            next(ball)

    @staticmethod
    def _roll(w):
        v = torch.zeros_like(w, requires_grad=False)
        while True:
            g, eta, mu = yield
            v = torch.add(g, v, alpha=mu)
            w.data.sub_(v, alpha=eta)
            del g

    def step(self):
        for w, ball in zip(self.params, self.balls):
            if w.grad is not None:
                ball.send((w.grad.detach(), self.lr, self.momentum))
