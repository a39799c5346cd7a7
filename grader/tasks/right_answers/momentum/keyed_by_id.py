class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None: continue
            v = self.state.get(id(p))
            self.state[id(p)] = v = p.grad.clone() if v is None else self.momentum * v + p.grad
            p.data.add_(v, alpha=-self.lr)
