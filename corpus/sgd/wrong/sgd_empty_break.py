class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def _has_work(self, p):
        return p.grad is not None

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.numel() == 0:      # empty parameter, nothing to do
                break
            if self._has_work(p):
                p.copy_(p - self.lr * p.grad)
