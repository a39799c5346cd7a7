from collections import defaultdict


class Adagrad(Optimizer):
    """G is the sum of the squares of all gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.history = defaultdict(list)

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            past = self.history[id(p)]
            past.append(p.grad.detach() ** 2)
            G = sum(past)
            p.data -= self.lr * p.grad / (G ** 0.5 + self.eps)
