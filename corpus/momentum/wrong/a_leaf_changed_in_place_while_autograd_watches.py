class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                v = self.state.setdefault(i, torch.zeros_like(p))
                v *= self.momentum
                v += p.grad
                p -= v * self.lr
