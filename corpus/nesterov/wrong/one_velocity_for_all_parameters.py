class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.velocity = 0.0

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            self.velocity = self.momentum * self.velocity + p.grad.sum()
            p.data -= self.lr * (p.grad + self.momentum * self.velocity)
