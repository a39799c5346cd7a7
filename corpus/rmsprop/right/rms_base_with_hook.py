class Adaptive(Optimizer):
    def __init__(self, params, lr, eps):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.G = [None] * len(self.params)

    def accumulate(self, G, g2):
        raise NotImplementedError

    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is not None:
                self._one(k, p.data, p.grad.data)

    def _one(self, k, w, g):
        G = torch.zeros_like(g) if self.G[k] is None else self.G[k]
        self.G[k] = G = self.accumulate(G, g.pow(2))
        w -= g.mul(self.lr).div(G.sqrt().add(self.eps))


class RMSprop(Adaptive):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params, lr, eps)
        self.alpha = alpha

    def accumulate(self, G, g2):
        return torch.add(self.alpha * G, g2, alpha=1 - self.alpha)
