class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.velocity = self.momentum * getattr(p, "velocity", 0) + p.grad.data
                p.data -= self.lr * p.velocity
