class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {p: (0, torch.zeros_like(p), torch.zeros_like(p)) for p in self.params}

    def rate(self, t):
        """Halve the rate now and then, otherwise it never comes to rest."""
        return self.lr * 0.5 ** (t // 100)

    @torch.no_grad()
    def step(self):
        (b1, b2), wd = self.betas, self.weight_decay
        for p, (t, v, G) in list(self.state.items()):
            if p.grad is None:
                continue
            t = t + 1
            v = torch.lerp(v, p.grad, 1 - b1)
            G = torch.lerp(G, p.grad * p.grad, 1 - b2)
            self.state[p] = (t, v, G)
            lr = self.rate(t)
            p *= 1 - lr * wd
            p -= lr * (v / (1 - b1 ** t)) / ((G / (1 - b2 ** t)) ** 0.5 + self.eps)
