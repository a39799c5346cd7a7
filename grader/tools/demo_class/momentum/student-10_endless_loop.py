class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        i = 0
        while i < len(self.params):
            p = self.params[i]
            if p.grad is None:
                continue
            v = self.momentum * self.state.get(i, 0) + p.grad
            p.data -= self.lr * v
            self.state[i] = v
            i += 1
