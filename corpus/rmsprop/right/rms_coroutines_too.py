class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.walkers = [self.walk(p) for p in self.params]

    def walk(self, p):
        """Make one step of p whenever somebody asks for the next one; G lives in this frame."""
        G = torch.zeros_like(p)
        while True:
            if p.grad is not None:
                G.lerp_(p.grad.square(), 1 - self.alpha)
                p.addcdiv_(p.grad, G.sqrt().add_(self.eps), value=-self.lr)
            yield

    def step(self):
        with torch.no_grad():
            for walker in self.walkers:
                next(walker)
