class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if not hasattr(p, 'v'):
                p.v = torch.zeros_like(p.data)
            p.v = self.momentum * p.v + p.grad
            p.data -= self.lr * (p.grad + self.momentum * p.v)
