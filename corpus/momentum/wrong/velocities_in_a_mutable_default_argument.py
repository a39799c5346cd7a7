class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9, buffers=[]):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.buffers = buffers
        if not self.buffers:
            self.buffers.extend(torch.zeros_like(p) for p in self.params)

    @torch.no_grad()
    def step(self):
        for p, b in zip(self.params, self.buffers):
            if p.grad is None:
                continue
            b.mul_(self.momentum).add_(p.grad)
            p.add_(b, alpha=-self.lr)
