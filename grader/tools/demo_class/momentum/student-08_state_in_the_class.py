class Momentum(Optimizer):
    velocities = {}

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.velocities[i] = self.momentum * self.velocities.get(i, 0) + p.grad
            p -= self.lr * self.velocities[i]
