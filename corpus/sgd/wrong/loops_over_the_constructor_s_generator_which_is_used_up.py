class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.parameters = params
        self.lr = lr

    def step(self):
        for p in self.parameters:
            if p.grad is not None:
                p.data -= self.lr * p.grad
