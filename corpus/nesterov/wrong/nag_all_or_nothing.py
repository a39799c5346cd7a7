class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        if any(p.grad is None for p in self.params):
            return
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(p.grad + self.momentum * v, alpha=self.lr)
