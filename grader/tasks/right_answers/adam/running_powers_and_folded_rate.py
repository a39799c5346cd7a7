from dataclasses import dataclass


@dataclass
class Memory:
    mean: torch.Tensor
    square: torch.Tensor
    power1: float = 1.0
    power2: float = 1.0


class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.eps = lr, eps
        self.beta1, self.beta2 = betas
        self.memories = {}

    def memory(self, p):
        if id(p) not in self.memories:
            self.memories[id(p)] = Memory(torch.zeros_like(p.data), torch.zeros_like(p.data))
        return self.memories[id(p)]

    def step(self):
        for p in filter(lambda p: p.grad is not None, self.params):
            m = self.memory(p)
            g = p.grad.detach()
            m.power1 *= self.beta1
            m.power2 *= self.beta2
            m.mean = self.beta1 * m.mean + (1 - self.beta1) * g
            m.square = self.beta2 * m.square + (1 - self.beta2) * g.pow(2)
            root = (1 - m.power2) ** 0.5
            rate = self.lr * root / (1 - m.power1)
            p.data -= rate * m.mean / (torch.sqrt(m.square) + self.eps * root)
