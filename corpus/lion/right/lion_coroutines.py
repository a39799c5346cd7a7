def _lion(p, optimizer):
    """A little machine for one parameter: send() it a gradient and it moves the parameter."""
    v = torch.zeros_like(p, requires_grad=False)
    while True:
        g = yield
        b1, b2 = optimizer.betas
        c = torch.lerp(g, v, b1)
        eta = optimizer.lr
        p.sub_(c.sign_().add_(p, alpha=optimizer.weight_decay), alpha=eta)
        v.lerp_(g, 1 - b2)


class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr, self.betas, self.weight_decay = lr, betas, weight_decay
        self.machines = [_lion(p, self) for p in self.params]
        for machine in self.machines:
            next(machine)

    @torch.no_grad()
    def step(self):
        for p, machine in zip(self.params, self.machines):
            if (g := p.grad) is not None:
                machine.send(g)
