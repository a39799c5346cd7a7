class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.param_groups = [dict(params=self.params, lr=lr)]

    lr = property(lambda self: self.param_groups[0]["lr"],
                  lambda self, value: self.param_groups[0].update(lr=value))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            lr = group["lr"]
            for i, p in enumerate(group["params"]):
                if p.grad is not None:
                    g, q = p.grad.clone(), p
                    new = p - lr * g
                    q.copy_(new)
