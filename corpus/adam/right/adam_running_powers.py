from dataclasses import dataclass, field


@dataclass(eq=False)
class Memory:
    v: torch.Tensor
    G: torch.Tensor
    power1: float = 1.0
    power2: float = 1.0


class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.memories = [Memory(torch.zeros_like(p), torch.zeros_like(p)) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, m in zip(self.params, self.memories):
            g = p.grad
            if g is None:
                continue
            m.power1 *= b1
            m.power2 *= b2
            m.v.add_(g - m.v, alpha=1 - b1)
            m.G.add_(g * g - m.G, alpha=1 - b2)
            p.sub_(self.lr * (m.v / (1 - m.power1)) / ((m.G / (1 - m.power2)).sqrt() + self.eps))
