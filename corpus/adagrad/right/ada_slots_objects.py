class _Accumulator:
    __slots__ = ("total",)

    def __init__(self, like):
        self.total = torch.zeros_like(like, requires_grad=False)

    def __call__(self, g):
        self.total += g.square()
        return self.total


class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.acc = tuple(map(_Accumulator, self.params))

    def rate(self, G):
        """The learning rate of each weight."""
        return self.lr / (G ** 0.5 + self.eps)

    @torch.no_grad()
    def step(self):
        for p, acc in zip(self.params, self.acc):
            if p.grad is not None:
                p -= self.rate(acc(p.grad)) * p.grad
