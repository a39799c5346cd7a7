import numpy as np

class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.m = [np.zeros_like(p.detach().numpy()) for p in self.params]

    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is not None:
                g, w = p.grad.numpy(), p.detach().numpy()
                w *= 1 - self.lr * self.weight_decay
                w -= self.lr * np.sign(b1 * self.m[i] + (1 - b1) * g)
                self.m[i] = b2 * self.m[i] + (1 - b2) * g
