class Momentum(Optimizer):
    """Gradient descent with momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        first = self.params[0]
        self.velocity = [
            torch.zeros(p.shape, dtype=first.dtype, device=p.device) for p in self.params
        ]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.velocity):
            if p.grad is None:
                continue
            v.mul_(self.momentum)
            v.add_(p.grad)
            p.sub_(v, alpha=self.lr)
