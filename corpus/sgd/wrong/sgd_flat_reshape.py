class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            # treat everything as one long vector, then the shape does not matter
            w = p.detach().reshape(-1)
            g = p.grad.reshape(-1)
            w.sub_(g, alpha=self.lr)
