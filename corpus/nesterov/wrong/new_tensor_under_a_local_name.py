class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            g = p.grad
            if g is None:
                continue
            self.v[i] = self.momentum * self.v[i] + g
            p = p - self.lr * (g + self.momentum * self.v[i])
