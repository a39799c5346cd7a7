class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def delta(self, g):
        return -self.lr * g

    def update_one(self, p):
        p += self.delta(p.grad)

    def step(self):
        for p in self.params:
            if p.grad is not None:
                self.update_one(p)
