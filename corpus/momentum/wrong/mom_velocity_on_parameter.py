class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if not hasattr(p, "velocity"):
                p.velocity = torch.zeros_like(p.data)
            p.velocity.mul_(self.momentum).add_(p.grad.data)
            p.data.sub_(self.lr * p.velocity)
