class SGD(Optimizer):
    """Plain gradient descent."""
    lr = 0.01

    def __init__(self, params, lr):
        super().__init__(params)
        SGD.lr = lr

    def step(self):
        with torch.no_grad():
            for w in self.params:
                g = w.grad
                if g is not None:
                    w -= self.lr * g
