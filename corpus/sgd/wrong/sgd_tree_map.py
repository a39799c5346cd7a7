class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        update = lambda w, g: w - self.lr * g
        self.params = [
            p if p.grad is None else update(p.data, p.grad).requires_grad_()
            for p in self.params
        ]
