import dataclasses
@dataclasses.dataclass(frozen=True)
class Settings:
    betas: tuple
    eps: float
    weight_decay: float
class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr, self.h = lr, Settings(tuple(betas), eps, weight_decay)
        self.state = {}
    @torch.no_grad()
    def step(self):
        (b1, b2), eps, wd = dataclasses.astuple(self.h)
        for p in self.params:
            if p.grad is None:
                continue
            t, m, v = self.state.get(p, (0, torch.zeros_like(p), torch.zeros_like(p)))
            t += 1
            self.state[p] = t, b1 * m + (1 - b1) * p.grad, b2 * v + (1 - b2) * p.grad ** 2
            _, m, v = self.state[p]
            p.mul_(1 - self.lr * wd).sub_(self.lr * m / (1 - b1 ** t) / ((v / (1 - b2 ** t)).sqrt() + eps))
