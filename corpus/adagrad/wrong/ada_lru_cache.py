from functools import lru_cache

class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps

    @lru_cache()
    def accumulator(self, i):
        return torch.zeros_like(self.params[i])

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            G = self.accumulator(i)
            G.add_(p.grad.pow(2))
            p.sub_(self.lr * p.grad / G.sqrt().add(self.eps))
