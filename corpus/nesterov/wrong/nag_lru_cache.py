from functools import lru_cache


@lru_cache(maxsize=None)
def velocity_of(p):
    return torch.zeros_like(p)


class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            v = velocity_of(p)
            v.mul_(self.momentum).add_(p.grad)
            p.data.sub_(self.lr * (p.grad + self.momentum * v))
