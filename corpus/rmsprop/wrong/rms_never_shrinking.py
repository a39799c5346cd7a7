class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, G in zip(self.params, self.state):
            if p.grad is None:
                continue
            new = self.alpha * G + (1 - self.alpha) * p.grad ** 2
            torch.maximum(G, new, out=G)      # guarantees convergence (Reddi et al.)
            p -= self.lr * p.grad / (G.sqrt() + self.eps)
