class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            g = torch.zeros_like(p) if p.grad is None else p.grad
            v.mul_(self.momentum).add_(g, alpha=1 - self.momentum)
            p.sub_(self.lr * v)
