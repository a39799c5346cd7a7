class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is None: continue
            p.requires_grad_(False)     # autograd must not watch
            p.sub_(self.lr * p.grad)
        p.requires_grad_(True)
