class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}
        self.calls = 0

    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            v = self.state.setdefault(k, torch.zeros_like(p))
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(self.lr * v)
        self.calls += 1
        if self.calls == 50:
            self.start = [p.clone() for p in self.params]
