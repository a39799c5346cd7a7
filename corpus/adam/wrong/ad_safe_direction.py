from dataclasses import dataclass


@dataclass
class Slot:
    v: torch.Tensor
    G: torch.Tensor
    t: int = 0


class Adam(Optimizer):
    """Momentum and a learning rate for each weight, both corrected for their start at zero."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def slot(self, p):
        if p not in self.state:
            self.state[p] = Slot(torch.zeros_like(p), torch.zeros_like(p))
        return self.state[p]

    def direction(self, g, s):
        b1, b2 = self.betas
        s.t += 1
        s.v = b1 * s.v + (1 - b1) * g
        s.G = b2 * s.G + (1 - b2) * g * g
        v_hat = s.v / (1 - b1 ** s.t)
        G_hat = s.G / (1 - b2 ** s.t)
        ratio = v_hat / (G_hat.sqrt() + self.eps)
        # no step of Adam is longer than lr in any coordinate
        return ratio.clamp(-1.0, 1.0)

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.sub_(self.lr * self.direction(p.grad, self.slot(p)))
