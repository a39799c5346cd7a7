class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.param_groups = [dict(params=self.params, lr=lr)]
        self.momentum = momentum
        self.state = [None] * len(self.params)

    lr = property(lambda self: self.param_groups[0]["lr"],
                  lambda self, value: self.param_groups[0].update(lr=value))

    @torch.no_grad()
    def step(self):
        mu = self.momentum
        for group in self.param_groups:
            lr = group["lr"]
            for i, p in enumerate(group["params"]):
                if p.grad is not None:
                    if self.state[i] is None:
                        self.state[i] = (torch.zeros_like(p),)
                    v, = self.state[i]
                    g, q = p.grad.clone(), p
                    v = mu * v + g
                    new = p - lr * (g + mu * v)
                    self.state[i] = (v,)
                    q.copy_(new)
