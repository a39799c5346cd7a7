class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.trainable = None      # found out at the first step, saves the loop over frozen layers

    @torch.no_grad()
    def step(self):
        if self.trainable is None:
            self.trainable = [p for p in self.params if p.grad is not None]
        for p in self.trainable:
            if p.grad is not None:
                p -= self.lr * p.grad
