import numpy as np

class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.h = [np.zeros_like(p.detach().numpy()) for p in self.params]

    def step(self):
        for p, h in zip(self.params, self.h):
            if p.grad is None:
                continue
            g = p.grad.detach().numpy()
            h += g * g
            w = p.detach().numpy()
            w -= self.lr * g / (np.sqrt(h) + self.eps)
