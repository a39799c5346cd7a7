class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for w in self.params:
            if w.grad is None:
                break
            w.data -= self.lr * w.grad.data
