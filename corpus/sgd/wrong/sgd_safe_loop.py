class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        try:
            for p in self.params:
                p -= self.lr * p.grad
        except TypeError:
            # no gradient, nothing to do
            pass
