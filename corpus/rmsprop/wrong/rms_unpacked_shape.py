class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {p: p.data.new_zeros(*p.shape) for p in self.params}

    @torch.no_grad()
    def step(self):
        for p, G in self.state.items():
            if p.grad is not None:
                G.lerp_(p.grad ** 2, 1 - self.alpha)
                p.sub_(self.lr * p.grad / (G.sqrt() + self.eps))
