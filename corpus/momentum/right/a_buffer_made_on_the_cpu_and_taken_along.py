class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.v = [torch.zeros(p.shape, dtype=p.dtype) for p in self.params]
        for p, v in zip(self.params, self.v):
            v.data = v.data.to(p.device)
    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            v *= self.momentum
            v += p.grad
            p -= self.lr * v
