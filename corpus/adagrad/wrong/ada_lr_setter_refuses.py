class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    @property
    def lr(self):
        return self._lr

    @lr.setter
    def lr(self, value):
        assert 0 < value < 1, "learning rate must be in (0, 1)"
        self._lr = value

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = torch.zeros_like(p, requires_grad=False)
            self.state[p] += p.grad ** 2
            p.data -= self.lr * p.grad / (self.state[p].sqrt() + self.eps)
