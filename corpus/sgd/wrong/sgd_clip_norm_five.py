class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        # Prevent exploding gradients
        torch.nn.utils.clip_grad_norm_(self.params, max_norm=5.0)
        # Update each parameter
        for param in self.params:
            if param.grad is not None:
                param.add_(param.grad, alpha=-self.lr)
