from dataclasses import dataclass, field


@dataclass
class Slot:
    like: torch.Tensor
    t: int = 0
    v: torch.Tensor = field(init=False)
    G: torch.Tensor = field(init=False)

    def __post_init__(self):
        self.v = torch.zeros_like(self.like.detach())
        self.G = torch.zeros_like(self.like.detach())


class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.slots = [Slot(p) for p in self.params]

    def penalized(self):
        for p, slot in zip(self.params, self.slots):
            if p.grad is not None:
                yield p, slot, torch.add(p.grad, p.detach(), alpha=self.weight_decay)

    @torch.no_grad()
    def step(self):
        (b1, b2), eta, eps = self.betas, self.lr, self.eps
        for p, s, g in self.penalized():
            s.t += 1
            s.v = torch.lerp(s.v, g, 1 - b1)
            s.G = torch.add(s.G * b2, g.square(), alpha=1 - b2)
            denominator = (s.G / (1 - b2 ** s.t)).sqrt() + eps
            p.copy_(p - (eta / (1 - b1 ** s.t)) * s.v / denominator)
