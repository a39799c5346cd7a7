class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        self.v = [torch.zeros_like(p) for p in params]
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(self.lr * (p.grad + self.momentum * v))
