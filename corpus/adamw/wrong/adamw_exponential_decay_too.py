import math


class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @property
    def decay_factor(self):
        return math.exp(-self.lr * self.weight_decay)

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = {"v": torch.zeros_like(p), "G": torch.zeros_like(p), "t": 0}
            self.state[p]["t"] += 1
            step = self.direction(p.grad, **self.state[p])
            p.mul_(self.decay_factor).sub_(step, alpha=self.lr)

    def direction(self, g, v, G, t):
        b1, b2 = self.betas
        v.mul_(b1).add_(g, alpha=1 - b1)
        G.mul_(b2).addcmul_(g, g, value=1 - b2)
        return (v / (1 - b1**t)) / ((G / (1 - b2**t)).sqrt() + self.eps)
