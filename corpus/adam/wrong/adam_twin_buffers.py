from collections import Counter


class Adam(Optimizer):
    """Momentum and a learning rate for each weight, both corrected for their start at zero."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.velocity, self.accum, self.age = {}, {}, Counter()
        for p in self.params:
            self.velocity[p] = self.accum[p] = torch.zeros_like(p).detach()

    def step(self):
        for p in self.params:
            if p.grad is not None:
                self._update(p, p.grad, *self.betas)

    @torch.no_grad()
    def _update(self, p, g, b1, b2):
        self.age[p] += 1
        v, G, t = self.velocity[p], self.accum[p], self.age[p]
        v *= b1
        v += (1 - b1) * g
        G *= b2
        G += (1 - b2) * g * g
        p -= self.lr * v / (1 - b1**t) / ((G / (1 - b2**t)).sqrt() + self.eps)
