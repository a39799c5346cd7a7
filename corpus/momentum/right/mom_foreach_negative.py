class Momentum(Optimizer):
    """Gradient descent with momentum; m = -v points downhill."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.downhill = [None] * len(self.params)

    @torch.no_grad()
    def step(self):
        idx = [k for k, p in enumerate(self.params) if p.grad is not None]
        if not idx:
            return
        for k in idx:
            if self.downhill[k] is None:
                self.downhill[k] = torch.zeros_like(self.params[k])
        ms = [self.downhill[k] for k in idx]
        torch._foreach_mul_(ms, self.momentum)
        torch._foreach_sub_(ms, [self.params[k].grad for k in idx])
        torch._foreach_add_([self.params[k] for k in idx], ms, alpha=self.lr)
