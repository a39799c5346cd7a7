import itertools


class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.moments = [torch.stack([torch.zeros_like(p.data)] * 2) for p in self.params]
        self.clocks = [itertools.count(1) for _ in self.params]

    def step(self):
        for p, mom, clock in zip(self.params, self.moments, self.clocks):
            if p.grad is None:
                continue
            self._update(p.data, p.grad.data, mom, next(clock))

    def _update(self, w, g, mom, t):
        hats = []
        for row, beta, sample in zip(mom.unbind(0), self.betas, (g, g ** 2)):
            row.mul_(beta).add_(sample, alpha=1 - beta)
            hats.append(row / (1 - math.pow(beta, t)))
        w.addcdiv_(hats[0], hats[1].sqrt_().add_(self.eps), value=-self.lr)
