class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {i: torch.zeros_like(p) for i, p in enumerate(self.params)}

    def step(self):
        with torch.no_grad():
            for i, p in enumerate(p for p in self.params if p.grad is not None):
                self.state[i] = self.momentum * self.state[i] + p.grad
                p -= self.lr * self.state[i]
