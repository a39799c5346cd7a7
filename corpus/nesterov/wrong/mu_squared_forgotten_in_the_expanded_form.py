class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        mu = self.momentum
        for k in range(len(self.params)):
            p = self.params[k]
            if p.grad is not None:
                p -= self.lr * (mu * self.v[k] + (1 + mu) * p.grad)
                self.v[k] = mu * self.v[k] + p.grad
