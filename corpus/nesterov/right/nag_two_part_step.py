class Nesterov(Optimizer):
    """g + mu (mu v + g) = (1 + mu) g + mu² v, so the step may come before the velocity."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [None for _ in self.params]

    def step(self):
        mu, eta = self.momentum, self.lr
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            w, g = p.detach(), p.grad.detach()
            w.sub_(g, alpha=eta * (1 + mu))
            if self.v[k] is None:
                self.v[k] = g.clone()
                continue
            w.sub_(self.v[k], alpha=eta * mu * mu)
            self.v[k].mul_(mu).add_(g)
