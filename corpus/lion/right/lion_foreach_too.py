class Velocities(dict):
    """v of parameter p; zeros until it is first asked for."""

    def __missing__(self, p):
        self[p] = torch.zeros_like(p).detach()
        return self[p]


class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = Velocities()

    @torch.no_grad()
    def step(self):
        ps = [p for p in self.params if p.grad is not None]
        if len(ps) == 0:
            return
        gs, vs = [p.grad for p in ps], [self.state[p] for p in ps]
        b1, b2 = self.betas
        cs = torch._foreach_mul(vs, b1)
        torch._foreach_add_(cs, gs, alpha=1 - b1)
        torch._foreach_mul_(ps, 1 - self.lr * self.weight_decay)
        torch._foreach_add_(ps, [c.sign_() for c in cs], alpha=-self.lr)
        torch._foreach_mul_(vs, b2)
        torch._foreach_add_(vs, gs, alpha=1 - b2)
