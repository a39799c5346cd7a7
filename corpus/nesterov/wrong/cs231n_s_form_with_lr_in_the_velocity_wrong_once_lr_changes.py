class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for i, x in enumerate(self.params):
            if x.grad is None:
                continue
            v_prev = self.v[i]
            self.v[i] = self.momentum * self.v[i] - self.lr * x.grad
            x += -self.momentum * v_prev + (1 + self.momentum) * self.v[i]
