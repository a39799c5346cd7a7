class Adam(Optimizer):
    """The coefficients depend on t alone, so they are computed once for each t."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = [0 for _ in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.G = [torch.zeros_like(p) for p in self.params]
        self._cache = {}

    def coefficients(self, t):
        if t not in self._cache:
            b1, b2 = self.betas
            self._cache[t] = self.lr / (1 - b1 ** t), (1 - b2 ** t) ** 0.5
        return self._cache[t]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.t[k] += 1
            self.v[k].mul_(b1).add_(p.grad, alpha=1 - b1)
            self.G[k].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            size, root = self.coefficients(self.t[k])
            p.addcdiv_(self.v[k], self.G[k].sqrt().div_(root).add_(self.eps), value=-size)
