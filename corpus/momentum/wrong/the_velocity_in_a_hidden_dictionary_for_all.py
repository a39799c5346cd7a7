class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.v = Optimizer.__dict__.get('v') or {}; Optimizer.v = self.v
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            self.v[p] = self.momentum * self.v.get(p, 0) + p.grad; p -= self.lr * self.v[p]
