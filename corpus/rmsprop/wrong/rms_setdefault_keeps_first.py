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
        for p in self.params:
            if p.grad is None:
                continue
            G = self.state.get(p, torch.zeros_like(p))
            G = self.alpha * G + (1 - self.alpha) * p.grad * p.grad
            self.state.setdefault(p, G)
            p -= self.lr / (G.sqrt() + self.eps) * p.grad
