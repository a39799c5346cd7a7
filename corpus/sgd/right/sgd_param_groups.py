class SGD(Optimizer):
    """torch.optim-like skeleton (groups, defaults, closure)."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.defaults = dict(lr=lr)
        self.param_groups = [{"params": self.params, **self.defaults}]

    @property
    def lr(self):
        return self.param_groups[0]["lr"]

    @lr.setter
    def lr(self, value):
        for group in self.param_groups:
            group["lr"] = value

    def step(self, closure=None):
        loss = None if closure is None else closure()
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        p.add_(p.grad, alpha=-group["lr"])
        return loss
