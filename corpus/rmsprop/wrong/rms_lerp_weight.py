class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            G = self.state.setdefault(p, torch.zeros_like(p.data))
            g2 = p.grad.detach().square()
            G.lerp_(g2, self.alpha)
            p.data.sub_(self.lr * p.grad.detach() / (G.sqrt() + self.eps))
