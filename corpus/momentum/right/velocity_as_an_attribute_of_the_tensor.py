class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        for p in self.params:
            p.velocity = torch.zeros_like(p.data)

    def step(self):
        for p in self.params:
            if p.grad is None: continue
            p.velocity = self.momentum * p.velocity + p.grad.data
            p.data.add_(p.velocity, alpha=-self.lr)
