class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr, self.eps = lr, eps
        self.cache = {i: torch.zeros_like(p) for i, p in enumerate(self.params)}

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            g = torch.zeros_like(p) if p.grad is None else p.grad
            self.cache[i] += g * g
            p -= self.lr * g / (self.cache[i] ** 0.5 + self.eps)
