class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        self.n_weights = sum(p.numel() for p in params)
        super().__init__(params)
        self.lr = lr

    def __repr__(self):
        return f"SGD(lr={self.lr}, {self.n_weights} weights)"

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.data = p.data.sub_(p.grad, alpha=self.lr)
