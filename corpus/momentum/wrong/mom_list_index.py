class Momentum(Optimizer):
    """Gradient descent with momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.velocities = [torch.zeros_like(p, requires_grad=False) for p in self.params]

    def step(self):
        for p in self.params:
            if p.grad is not None:
                i = self.params.index(p)
                v = self.velocities[i]
                v.mul_(self.momentum)
                v.add_(p.grad)
                p.data.sub_(self.lr * v)
