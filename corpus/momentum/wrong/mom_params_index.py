class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            i = self.params.index(p)
            self.v[i] = self.momentum * self.v[i] + p.grad
            p -= self.lr * self.v[i]
