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
            if p not in self.state:
                self.state[p] = p.grad
            else:
                self.state[p] = self.momentum * self.state[p] + p.grad
            p.add_(self.state[p], alpha=-self.lr)
