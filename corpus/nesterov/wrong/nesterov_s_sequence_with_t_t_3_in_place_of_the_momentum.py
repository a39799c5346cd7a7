class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = {}
        self.t = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            self.t[p] = self.t.get(p, 0) + 1
            mu = min(self.momentum, self.t[p] / (self.t[p] + 3))
            self.v[p] = mu * self.v.get(p, torch.zeros_like(p)) + p.grad
            p -= self.lr * (p.grad + mu * self.v[p])
