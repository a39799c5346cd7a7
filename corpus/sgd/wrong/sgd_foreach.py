class SGD(Optimizer):
    """Plain gradient descent, all parameters in one call."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        weights = [p for p in self.params if p.grad is not None]
        grads = [p.grad for p in weights]
        torch._foreach_add_(weights, grads, alpha=-self.lr)
