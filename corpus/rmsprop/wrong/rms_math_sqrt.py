from math import sqrt

class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.G = []
        for p in self.params:
            self.G.append(torch.zeros_like(p.data))

    def step(self):
        for i in range(len(self.params)):
            if self.params[i].grad is None:
                continue
            g = self.params[i].grad
            self.G[i] = self.alpha * self.G[i] + (1 - self.alpha) * g ** 2
            self.params[i].data -= self.lr / (sqrt(self.G[i]) + self.eps) * g
