import numpy as np


class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.cache = {}

    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            x = p.detach().cpu().numpy()
            dx = p.grad.detach().cpu().numpy()
            cache = self.cache.get(k, np.zeros_like(x))
            cache = self.alpha * cache + (1 - self.alpha) * dx ** 2
            x += -self.lr * dx / (np.sqrt(cache) + self.eps)
            self.cache[k] = cache
