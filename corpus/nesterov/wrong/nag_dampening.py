class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.velocities = [torch.zeros_like(p, requires_grad=False) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.velocities):
            if (g := p.grad) is None:
                continue
            v.mul_(self.momentum).add_(g, alpha=1 - self.momentum)
            p.sub_(self.lr * (g + self.momentum * v))
