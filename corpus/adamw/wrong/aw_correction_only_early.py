class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.v, self.G, self.t = {}, {}, {}

    def bias(self, p):
        """1 − β₁ᵗ and 1 − β₂ᵗ; after the first steps they are as good as 1."""
        b1, b2 = self.betas
        t = self.t[p]
        if b1 ** t < 1e-4:
            return 1.0, 1.0
        return 1 - b1 ** t, 1 - b2 ** t

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.t:
                self.v[p], self.G[p], self.t[p] = torch.zeros_like(p), torch.zeros_like(p), 0
            self.t[p] += 1
            self.v[p].mul_(b1).add_(p.grad, alpha=1 - b1)
            self.G[p].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            c1, c2 = self.bias(p)
            p.mul_(1 - self.lr * self.weight_decay)
            p.addcdiv_(self.v[p] / c1, (self.G[p] / c2).sqrt_().add_(self.eps), value=-self.lr)
