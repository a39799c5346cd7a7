class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                g = p.grad + self.weight_decay * (p / p.norm())
                v, G, t = self.state.pop(p, (0, 0, 0))
                v = self.betas[0] * v + (1 - self.betas[0]) * g
                G = self.betas[1] * G + (1 - self.betas[1]) * g * g
                t = t + 1
                self.state[p] = (v, G, t)
                v = v / (1 - self.betas[0] ** t)
                G = G / (1 - self.betas[1] ** t)
                p -= self.lr / (G.sqrt() + self.eps) * v
