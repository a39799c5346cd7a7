class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.momentum = momentum
        self.defaults = {"lr": lr, "momentum": momentum}
        self.state = {}

    @property
    def lr(self):
        return self.defaults["lr"]

    @lr.setter
    def lr(self, new):
        self.defaults["lr"] = new

    def step(self, closure=None):
        loss = closure() if closure else None
        for p in self.params:
            if p.grad is None:
                continue
            s = self.state.setdefault(p, {})
            if not s:
                s["v"] = torch.zeros_like(p.data)
            s["v"].mul_(self.defaults["momentum"]).add_(p.grad.data)
            p.data.add_(-self.lr * (p.grad.data + self.defaults["momentum"] * s["v"]))
        return loss
