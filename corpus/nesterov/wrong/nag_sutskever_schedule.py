import math


class Nesterov(Optimizer):
    """Sutskever et al. 2013, equations 3 to 5."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.t = 0
        self.velocities = [torch.zeros_like(p) for p in self.params]

    @property
    def mu(self):
        warm = 1 - 2 ** (-1 - math.log2(self.t // 250 + 1))
        return min(warm, self.momentum)

    @torch.no_grad()
    def step(self):
        mu = self.mu
        for p, v in zip(self.params, self.velocities):
            if p.grad is None:
                continue
            v.mul_(mu).add_(p.grad)
            p.add_(p.grad + mu * v, alpha=-self.lr)
        self.t += 1
