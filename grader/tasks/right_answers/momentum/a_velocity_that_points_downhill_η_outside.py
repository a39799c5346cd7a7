class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            v = self.state.get(p, torch.zeros_like(p))
            v = self.momentum * v - p.grad
            self.state[p] = v
            p += self.lr * v
