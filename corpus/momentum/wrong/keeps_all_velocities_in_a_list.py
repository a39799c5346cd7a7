class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.velocities = [[torch.zeros_like(p)] for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, vs in zip(self.params, self.velocities):
            if p.grad is None:
                continue
            vs.append(self.momentum * vs[-1] + p.grad)
            p -= self.lr * vs[-1]
