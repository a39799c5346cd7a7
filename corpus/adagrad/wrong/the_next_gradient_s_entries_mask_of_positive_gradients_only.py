class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.acc = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, a in zip(self.params, self.acc):
            if p.grad is None:
                continue
            on = p.grad > 0
            g = p.grad[on]
            a[on] += g.square()
            p[on] -= self.lr * g / (a[on].sqrt() + self.eps)
