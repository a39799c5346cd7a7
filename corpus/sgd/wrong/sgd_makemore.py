class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.k = 0

    def step(self):
        # update (sgd)
        learning_rate = self.lr * (1.0 - 0.9 * min(self.k, 100) / 100)
        for p in self.params:
            p.data -= learning_rate * p.grad
        self.k += 1
