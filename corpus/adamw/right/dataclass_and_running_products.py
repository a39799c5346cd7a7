from dataclasses import dataclass

@dataclass
class Slot:
    m: object = 0.0
    v: object = 0.0
    b1t: float = 1.0
    b2t: float = 1.0

class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.slots = [Slot() for _ in self.params]

    @torch.no_grad()
    def step(self):
        for s, p in zip(self.slots, self.params):
            if p.grad is None:
                continue
            s.b1t, s.b2t = s.b1t * self.betas[0], s.b2t * self.betas[1]
            s.m = self.betas[0] * s.m + (1 - self.betas[0]) * p.grad
            s.v = self.betas[1] * s.v + (1 - self.betas[1]) * p.grad.square()
            adam = s.m / (1 - s.b1t) / ((s.v / (1 - s.b2t)).sqrt() + self.eps)
            p.add_(adam.add(p, alpha=self.weight_decay), alpha=-self.lr)
