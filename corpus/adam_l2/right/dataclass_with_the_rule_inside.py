from dataclasses import dataclass

@dataclass
class Moments:
    m: torch.Tensor
    v: torch.Tensor
    t: int

    def direction(self, g, b1, b2, eps):
        self.t += 1
        self.m = b1 * self.m + (1 - b1) * g
        self.v = b2 * self.v + (1 - b2) * g.square()
        return (self.m / (1 - b1 ** self.t)) / (torch.sqrt(self.v / (1 - b2 ** self.t)) + eps)

class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.all = [(p, Moments(torch.zeros_like(p), torch.zeros_like(p), 0)) for p in self.params]

    def step(self):
        with torch.no_grad():
            for p, mom in self.all:
                if p.grad is not None:
                    g = p.grad + self.weight_decay * p
                    p -= self.lr * mom.direction(g, *self.betas, self.eps)
