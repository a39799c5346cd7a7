class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None or p.grad.abs().sum() == 0:
                continue
            v = self.state.setdefault(p, torch.zeros_like(p.data))
            v.copy_(self.momentum * v + p.grad.data)
            p.data.add_(v, alpha=-self.lr)
