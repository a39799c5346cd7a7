class Momentum(Optimizer):
    velocities = {}

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                if i not in self.velocities:
                    self.velocities[i] = torch.zeros_like(p)
                self.velocities[i].mul_(self.momentum).add_(p.grad)
                p.sub_(self.velocities[i], alpha=self.lr)
