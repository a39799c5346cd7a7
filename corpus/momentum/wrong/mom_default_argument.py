class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9, state={}):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = state

    def _velocity(self, p):
        key = id(p)
        if key not in self.state:
            self.state[key] = torch.zeros_like(p)
        return self.state[key]

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            v = self._velocity(p)
            v.copy_(self.momentum * v + p.grad)
            p.data.add_(-self.lr * v)
