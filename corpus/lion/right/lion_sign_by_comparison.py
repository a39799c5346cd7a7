def signum(x):
    return (x > 0).to(x.dtype) - (x < 0).to(x.dtype)


class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.param_groups = [{"params": self.params, "lr": lr, "betas": betas, "weight_decay": weight_decay}]
        self.state = {p: {"exp_avg": torch.zeros_like(p)} for p in self.params}

    @property
    def lr(self):
        return self.param_groups[0]["lr"]

    @lr.setter
    def lr(self, rate):
        self.param_groups[0]["lr"] = rate

    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        with torch.no_grad():
            for group in self.param_groups:
                b1, b2 = group["betas"]
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    m = self.state[p]["exp_avg"]
                    c = b1 * m + (1 - b1) * p.grad
                    p.sub_(signum(c).add_(p, alpha=group["weight_decay"]), alpha=group["lr"])
                    m.copy_(b2 * m + (1 - b2) * p.grad)
        return loss
