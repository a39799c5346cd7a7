class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            m = p.shape[0] if p.dim() > 1 else 1   # mini-batch: average over m
            p.data -= self.lr * p.grad / m
