import collections
Memory = collections.namedtuple("Memory", "t m v", defaults=(0, 0.0, 0.0))
class Adam(Optimizer):
    __slots__ = ("lr", "betas", "eps", "memory")
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps, self.memory = lr, betas, eps, collections.defaultdict(Memory)
    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if (g := p.grad) is not None:
                t, m, v = self.memory[p]
                t, m, v = self.memory[p] = Memory(t + 1, b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g)
                p -= self.lr * (m / (1 - b1 ** t)) / ((v / (1 - b2 ** t)) ** 0.5 + self.eps)
