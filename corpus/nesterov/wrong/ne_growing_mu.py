class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def mu(self, t):
        # the literature lets the momentum grow to its final value
        return min(self.momentum, 1 - 3 / (t + 5))

    def step(self):
        for p in self.params:
            if p.grad is not None:
                v, t = self.state.get(id(p), (torch.zeros_like(p.data), 0))
                t += 1
                mu = self.mu(t)
                v = mu * v + p.grad.data
                p.data -= self.lr * (p.grad.data + mu * v)
                self.state[id(p)] = (v, t)
