class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}
        self.idle = {}

    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.idle[k] = 0 if p.grad.any() else self.idle.get(k, 0) + 1
            if self.idle[k] >= 10:
                self.state.pop(k, None)
            v = self.state.setdefault(k, torch.zeros_like(p))
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(self.lr * v)
