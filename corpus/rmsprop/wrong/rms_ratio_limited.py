class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}

    def step(self):
        with torch.no_grad():
            for p in self.params:
                g = p.grad
                if g is None:
                    continue
                G = self.state.get(p)
                if G is None:
                    G = self.state[p] = torch.zeros_like(p)
                G.mul_(self.alpha).addcmul_(g, g, value=1 - self.alpha)
                ratio = g / (G.sqrt() + self.eps)
                ratio = ratio.clamp(-10.0, 10.0)  # can not be more than 1 / sqrt(1 - 0.99), only noise
                p.sub_(self.lr * ratio)
