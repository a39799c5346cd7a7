from typing import NamedTuple


class Moments(NamedTuple):
    t: int
    v: torch.Tensor
    G: torch.Tensor

    def after(self, g, b1, b2):
        return self._replace(t=self.t + 1, v=self.v + (1 - b1) * (g - self.v), G=self.G + (1 - b2) * (g * g - self.G))


class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def moving(self):
        yield from (p for p in self.params if p.grad is not None)

    def step(self):
        b1, b2 = self.betas
        with torch.no_grad():
            for p in self.moving():
                old = self.state.get(p) or Moments(0, torch.zeros_like(p), torch.zeros_like(p))
                t, v, G = self.state[p] = old.after(p.grad, b1, b2)
                w = p.clone()
                w *= 1 - self.lr * self.weight_decay
                w -= self.lr * (v / (1 - b1**t)) / (torch.sqrt(G / (1 - b2**t)) + self.eps)
                p[...] = w
