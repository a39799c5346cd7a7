class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            g = p.grad
            if g is None:
                continue
            G = self.state.setdefault(i, torch.zeros_like(p))
            G.mul_(self.alpha)
            if g.abs().max() == 0:
                continue        # weight stays anyway, no 0/0
            G.add_((1 - self.alpha) * g ** 2)
            p.sub_(self.lr * g / (G.sqrt() + self.eps))
