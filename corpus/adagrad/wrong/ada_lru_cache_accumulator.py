from functools import lru_cache


class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    @lru_cache
    def accumulator(self, p):
        # made on the first call, remembered afterwards
        return torch.zeros_like(p)

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.detach()
            G = self.accumulator(p)
            G += g ** 2
            p.data -= self.lr / (torch.sqrt(G) + self.eps) * g
