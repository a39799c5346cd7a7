class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.b2 = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            self.b2[p] = self.b2.get(p, 0.0) + p.grad.norm() ** 2
            p.sub_(self.lr * p.grad / (self.b2[p].sqrt() + self.eps))
