class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is not None:
                self.state[p] = self.momentum * self.state.get(p, 0.0) + p.grad
                p.data = p.data - self.lr * self.state[p]
