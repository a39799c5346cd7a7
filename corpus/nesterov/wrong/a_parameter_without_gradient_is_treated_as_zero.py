class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            g = p.grad if p.grad is not None else torch.zeros_like(p)
            v.mul_(self.momentum).add_(g)
            p.sub_(self.lr * (g + self.momentum * v))
