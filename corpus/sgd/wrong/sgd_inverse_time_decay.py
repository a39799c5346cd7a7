class SGD(Optimizer):
    """Port of keras.optimizers.SGD(lr, decay=1e-6)."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.decay = 1e-6
        self.iterations = 0

    def step(self):
        lr = self.lr * (1.0 / (1.0 + self.decay * self.iterations))
        self.iterations += 1
        for p in self.params:
            if p.grad is None: continue
            p.data.add_(p.grad.data, alpha=-lr)
