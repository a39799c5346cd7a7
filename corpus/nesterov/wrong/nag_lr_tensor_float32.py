class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self._eta = torch.tensor(lr)
        self.state = {}

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                v = self.state[p] = self.momentum * self.state.get(p, 0) + p.grad
                p -= self._eta * (p.grad + self.momentum * v)
