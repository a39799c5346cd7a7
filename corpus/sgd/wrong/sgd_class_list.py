class SGD(Optimizer):
    """Plain gradient descent."""

    params = []
    lr = 0.01

    def __init__(self, params, lr):
        self.params.extend(params)
        self.lr = lr

    def step(self):
        for i in range(len(self.params)):
            if self.params[i].grad is None:
                continue
            self.params[i].data.add_(self.params[i].grad, alpha=-self.lr)
