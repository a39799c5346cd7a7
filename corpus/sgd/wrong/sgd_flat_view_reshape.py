class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            w = p.data.reshape(-1)
            g = p.grad.data.reshape(-1)
            w.add_(-self.lr * g)
