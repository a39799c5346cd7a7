class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.param_groups = [dict(params=self.params, lr=lr)]
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = [None] * len(self.params)

    lr = property(lambda self: self.param_groups[0]["lr"],
                  lambda self, value: self.param_groups[0].update(lr=value))

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        wd = self.weight_decay
        for group in self.param_groups:
            lr = group["lr"]
            for i, p in enumerate(group["params"]):
                if p.grad is not None:
                    if self.state[i] is None:
                        self.state[i] = (torch.zeros_like(p),)
                    v, = self.state[i]
                    g, q = p.grad.clone(), p
                    c = beta1 * v + (1 - beta1) * g
                    new = p - lr * (torch.sign(c) + wd * p)
                    v = beta2 * v + (1 - beta2) * g
                    self.state[i] = (v,)
                    q.copy_(new)
