class Adagrad(Optimizer):
    cache = {}

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps

    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.cache[k] = self.cache.get(k, torch.zeros_like(p)) + p.grad.square()
            p -= self.lr * p.grad / (self.cache[k].sqrt() + self.eps)
