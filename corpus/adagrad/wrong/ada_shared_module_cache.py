CACHE = {}


class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps

    def step(self):
        with torch.no_grad():
            for i, p in enumerate(self.params):
                CACHE[i] = CACHE.get(i, 0.0) + p.grad ** 2
                p -= self.lr * p.grad / (CACHE[i].sqrt() + self.eps)
