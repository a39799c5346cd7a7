import numpy as np

class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [np.zeros(tuple(p.shape), dtype=p.detach().numpy().dtype) for p in self.params]

    def step(self):
        for v, p in zip(self.v, self.params):
            if p.grad is None:
                continue
            g = p.grad.numpy()
            v *= self.momentum
            v += g
            w = p.detach().numpy()
            w -= self.lr * (g + self.momentum * v)
