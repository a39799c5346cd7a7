class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.v = {}
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            p.v = self.momentum * getattr(p, 'v', 0) + p.grad; p -= self.lr * p.v
