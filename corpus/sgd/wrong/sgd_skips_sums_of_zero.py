class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def has_something_to_do(self, p):
        # no gradient, or nothing in it -> save the work
        return p.grad is not None and bool(p.grad.sum())

    def step(self):
        for p in self.params:
            if self.has_something_to_do(p):
                p.data.sub_(p.grad.data * self.lr)
