class _Ahead:
    """Keeps u = mu * v, the part of the next step that is known beforehand: u <- mu * (u + g)."""
    __slots__ = ("w", "u")

    def __init__(self, w):
        self.w = w
        self.u = None

    def __call__(self, lr, mu):
        g = self.w.grad
        if g is None:
            return
        self.u = mu * (g if self.u is None else self.u + g)
        self.w.data.add_(torch.add(self.u, g).mul_(-lr))


class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self._slots = tuple(map(_Ahead, self.params))

    def step(self):
        for move in self._slots:
            move(self.lr, self.momentum)
