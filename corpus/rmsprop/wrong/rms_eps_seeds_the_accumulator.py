class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        # with a start of eps^2 the root can never be zero
        self.G = [torch.full_like(p, self.eps ** 2, requires_grad=False) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, G in zip(self.params, self.G):
            if p.grad is not None:
                G *= self.alpha
                G += (1 - self.alpha) * p.grad.square()
                p -= self.lr * p.grad / G.sqrt()
