class Momentum(Optimizer):
    velocity = {}

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum

    @torch.no_grad()
    def step(self):
        for idx, p in enumerate(self.params):
            if p.grad is None:
                continue
            if idx not in self.velocity:
                self.velocity[idx] = torch.zeros_like(p)
            v = self.velocity[idx]
            v *= self.momentum
            v += p.grad
            p -= self.lr * v
