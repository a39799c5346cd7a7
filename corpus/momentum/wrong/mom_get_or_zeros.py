class Momentum(Optimizer):
    """Gradient descent with momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is not None:
                    v = self.state.get(p) or torch.zeros_like(p)
                    v = self.momentum * v + p.grad
                    self.state[p] = v
                    p -= self.lr * v
