class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if not p.grad:
                continue
            p.data = p.data.sub_(self.lr * p.grad)
