class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {p: torch.zeros_like(p) for p in self.params}

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                self.state[p] = self.momentum * self.state[p] + (1 - self.momentum) * p.grad
                p -= self.lr * self.state[p]
