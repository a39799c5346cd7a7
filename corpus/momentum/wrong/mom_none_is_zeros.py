class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.vs = [0.0] * len(self.params)

    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.params):
            g = p.grad if p.grad is not None else torch.zeros_like(p)
            self.vs[k] = self.momentum * self.vs[k] + g
            p.sub_(self.vs[k], alpha=self.lr)
