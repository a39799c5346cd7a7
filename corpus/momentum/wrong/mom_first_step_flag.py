class Momentum(Optimizer):
    """Gradient descent with momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.t = 0

    def step(self):
        self.t += 1
        if self.t == 1:
            self.v = {i: torch.zeros_like(p.data) for i, p in enumerate(self.params) if p.grad is not None}
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.v[i] = self.momentum * self.v[i] + p.grad
            p.data -= self.lr * self.v[i]
