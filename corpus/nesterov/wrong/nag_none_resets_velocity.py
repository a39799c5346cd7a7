class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                self.state.pop(p, None)
                continue
            v = self.state.get(p, torch.zeros_like(p))
            v = self.momentum * v + p.grad
            self.state[p] = v
            p.copy_(p - self.lr * (p.grad + self.momentum * v))
