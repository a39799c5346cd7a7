class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.velocity = {}

    def step(self):
        for p in self.params:
            if p.grad is not None:
                self.velocity[p] = self.momentum * self.velocity.get(p, 0) + p.grad.data
                p.data -= self.lr * self.velocity[p]
