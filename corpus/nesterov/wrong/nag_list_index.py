class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [0.0] * len(self.params)

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            k = self.params.index(p)
            g = p.grad
            self.v[k] = self.momentum * self.v[k] + g
            with torch.no_grad():
                p -= self.lr * (g + self.momentum * self.v[k])
