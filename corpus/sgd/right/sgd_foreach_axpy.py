class SGD(Optimizer):
    """Plain gradient descent, horizontally fused."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        pairs = [(p, p.grad) for p in self.params if p.grad is not None]
        if not pairs:
            return
        ws, gs = map(list, zip(*pairs))
        was_on = torch.is_grad_enabled()
        torch.set_grad_enabled(False)
        try:
            torch._foreach_add_(ws, gs, alpha=-float(self.lr))
        finally:
            torch.set_grad_enabled(was_on)
