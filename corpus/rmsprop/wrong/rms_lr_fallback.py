class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = self.base_lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        lr = self.lr or self.base_lr  # in case a schedule has not set it yet
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = torch.zeros_like(p)
            G = self.state[p]
            G.mul_(self.alpha).add_(p.grad.pow(2), alpha=1 - self.alpha)
            p.sub_(lr * p.grad / (G.sqrt() + self.eps))
