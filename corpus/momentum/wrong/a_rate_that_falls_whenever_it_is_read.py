class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.rate, self.momentum, self.v = lr, momentum, {}
    @property
    def lr(self):
        self.rate *= 0.99
        return self.rate
    @lr.setter
    def lr(self, value):
        self.rate = value
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                self.v[p] = self.momentum * self.v.get(p, 0) + p.grad
                p -= self.lr * self.v[p]
