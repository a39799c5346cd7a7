from collections import defaultdict


class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.G = defaultdict(float)

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad.detach()
            self.G[i] = self.G[i] + g * g
            step = torch.where(g == 0, torch.zeros_like(g), g / (self.G[i].sqrt() + self.eps))
            p.data.sub_(step, alpha=self.lr)
