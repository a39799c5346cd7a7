class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    def step(self):
        for i in range(len(self.params)):
            g = self.params[i].grad
            if g is None:
                continue
            self.v[i] = self.momentum * self.v[i] + g
            self.params[i] = torch.nn.Parameter(self.params[i].detach() - self.lr * self.v[i])
            self.params[i].grad = g
