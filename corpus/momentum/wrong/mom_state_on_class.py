class Momentum(Optimizer):
    """Gradient descent with momentum."""

    velocity = {}

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum

    def get_v(self, p):
        if p not in self.velocity:
            self.velocity[p] = torch.zeros_like(p).detach()
        return self.velocity[p]

    def step(self):
        for p in self.params:
            if p.grad is None: continue
            v = self.get_v(p)
            v[...] = self.momentum * v + p.grad
            p.data[...] = p.data - self.lr * v
