class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.cache = [None] * len(self.params)

    def direction(self, i, g):
        old = self.cache[i] if self.cache[i] is not None else torch.zeros_like(g)
        self.cache[i] = self.alpha * old + (1 - self.alpha) * g * g
        # G is still small in the beginning, so keep the ratio within bounds
        return (g / (self.cache[i].sqrt() + self.eps)).clamp(-5, 5)

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                p.add_(self.direction(i, p.grad), alpha=-self.lr)
