class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.v = [torch.zeros_like(p) for p in self.params]
        self.G = [torch.zeros_like(p) for p in self.params]
        self.t = [0] * len(self.params)

    def corrections(self, t):
        beta1, beta2 = self.betas
        if beta1**t < 1e-5:
            return 1.0, 1.0  # the start is long over, no need to correct anything
        return 1 - beta1**t, 1 - beta2**t

    def step(self):
        beta1, beta2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            w = p.data
            g = p.grad + self.weight_decay * w
            self.t[i] += 1
            self.v[i] = beta1 * self.v[i] + (1 - beta1) * g
            self.G[i] = beta2 * self.G[i] + (1 - beta2) * g * g
            c1, c2 = self.corrections(self.t[i])
            w -= self.lr * (self.v[i] / c1) / ((self.G[i] / c2).sqrt() + self.eps)
