class SGD(Optimizer):
    """Port of the legacy keras.optimizers.SGD (without momentum)."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.decay = 1e-4
        self.iterations = 0

    def get_updates(self):
        lr = self.lr
        if self.decay > 0:
            lr = lr * (1. / (1. + self.decay * self.iterations))
        self.iterations += 1
        return [(p, -lr * p.grad) for p in self.params if p.grad is not None]

    def step(self):
        with torch.no_grad():
            for p, update in self.get_updates():
                p.add_(update)
