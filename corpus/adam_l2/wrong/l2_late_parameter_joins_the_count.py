from dataclasses import dataclass


@dataclass
class Slot:
    v: torch.Tensor
    G: torch.Tensor
    t: int


class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}
        self.steps_done = 0

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = Slot(torch.zeros_like(p), torch.zeros_like(p), self.steps_done)
            self._move(p, self.state[p])
        self.steps_done += 1

    def _move(self, p, s):
        b1, b2 = self.betas
        s.t += 1
        g = p.grad + self.weight_decay * p
        s.v.lerp_(g, 1 - b1)
        s.G.lerp_(g * g, 1 - b2)
        p -= self.lr * (s.v / (1 - b1 ** s.t)) / ((s.G / (1 - b2 ** s.t)).sqrt() + self.eps)
