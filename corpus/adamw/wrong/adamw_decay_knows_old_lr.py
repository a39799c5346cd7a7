class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}
        self.shrink = 1 - lr * weight_decay

    def step(self):
        shrink = self.shrink
        (b1, b2), eta, eps = self.betas, self.lr, self.eps
        with torch.no_grad():
            for i, p in enumerate(self.params):
                if (g := p.grad) is None:
                    continue
                v, G, t = self.state.get(i, (torch.zeros_like(g), torch.zeros_like(g), 0))
                v = b1 * v + (1 - b1) * g
                G = b2 * G + (1 - b2) * g * g
                t += 1
                self.state[i] = (v, G, t)
                p.copy_(shrink * p - eta / (torch.sqrt(G / (1 - b2**t)) + eps) * (v / (1 - b1**t)))
