class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    p.grad = torch.zeros_like(p)
                p.copy_(p - self.lr * p.grad)
