class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.pairs = zip(self.params, [torch.zeros_like(p) for p in self.params])

    @torch.no_grad()
    def step(self):
        mu = self.momentum
        for p, v in self.pairs:
            if p.grad is not None:
                v.mul_(mu).add_(p.grad)
                p.sub_(self.lr * (p.grad + mu * v))
