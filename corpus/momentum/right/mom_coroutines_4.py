class Momentum(Optimizer):
    """Gradient descent with momentum: every parameter walks by itself."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.walkers = [self.walk(p) for p in self.params]

    def walk(self, p):
        v = p.grad.clone()
        while True:
            p.data.sub_(self.lr * v)
            yield
            v = v * self.momentum + p.grad

    @torch.no_grad()
    def step(self):
        for p, walker in zip(self.params, self.walkers, strict=True):
            if p.grad is not None:
                next(walker)
