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
            g = p.grad
            if g is None:
                continue
            G = self.state.setdefault(p, torch.zeros_like(p))
            # embeddings: most rows are not touched by a batch, nothing to do there
            touched = g != 0
            G[touched] = self.alpha * G[touched] + (1 - self.alpha) * g[touched] ** 2
            p[touched] -= self.lr * g[touched] / (G[touched].sqrt() + self.eps)
