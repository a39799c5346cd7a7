class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.v = {}

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                g = p.grad.data
                self.v[i] = (1 - self.alpha) * self.v.get(i, 0) + self.alpha * g ** 2
                p.data = p.data - self.lr * g / (self.v[i] + self.eps) ** 0.5
