from collections import defaultdict

class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum, self.memory = lr, momentum, defaultdict(lambda: 0.0)
    def velocity(self, p):
        self.memory[p] = self.memory[p] * self.momentum + p.grad
        return self.memory[p]
    @torch.no_grad()
    def step(self):
        for p in filter(lambda p: p.grad is not None, self.params):
            p.copy_(p - self.lr * self.velocity(p))
