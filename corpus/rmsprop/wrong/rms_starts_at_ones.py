class RMSprop(Optimizer):
    """Follows tf.train.RMSPropOptimizer: `rms` slot, initializer = ones."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.ms = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.ms:
                self.ms[p] = torch.ones_like(p)
            ms = self.ms[p]
            ms += (1 - self.alpha) * (p.grad ** 2 - ms)
            p -= self.lr * p.grad / (ms.sqrt() + self.eps)
