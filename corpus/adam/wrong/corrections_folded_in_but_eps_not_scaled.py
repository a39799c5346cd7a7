import math

class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.mom = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            t, m, v = self.mom.get(k, (0, 0.0, 0.0))
            t, m, v = t + 1, b1 * m + (1 - b1) * p.grad, b2 * v + (1 - b2) * p.grad ** 2
            self.mom[k] = (t, m, v)
            root = math.sqrt(1 - b2 ** t)
            p -= self.lr * root / (1 - b1 ** t) * m / (v.sqrt() + self.eps)
