class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            v = self.state.setdefault(p, torch.zeros_like(p))
            v.mul_(self.momentum).add_(p.grad)
            v[v.abs() < 1e-6] = 0  # denormals are slow
            p.sub_(self.lr * v)
