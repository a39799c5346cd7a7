class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(list(params))
        self.lr = lr
        self.momentum = momentum
        self.v = [None] * len(self.params)

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            if self.v[i] is None:
                self.v[i] = -p.grad
            else:
                self.v[i].mul_(0.9).sub_(p.grad)
            p += self.lr * self.v[i]
