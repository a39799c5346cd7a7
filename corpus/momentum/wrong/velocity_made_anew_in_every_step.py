class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum

    def step(self):
        velocity = [torch.zeros_like(p) for p in self.params]
        for p, v in zip(self.params, velocity):
            if p.grad is None:
                continue
            v = self.momentum * v + p.grad
            p.data -= self.lr * v
