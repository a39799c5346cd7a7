class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}
        self.longest = 0.0  # the longest step so far, for the plots

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                G = self.state.setdefault(p, torch.zeros_like(p))
                G.lerp_(p.grad * p.grad, 1 - self.alpha)
                update = self.lr * p.grad / (G.sqrt() + self.eps)
                self.longest = max(self.longest, update.abs().max().item())
                p -= update
