class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [0.0] * len(self.params)

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None and p.numel():
                self.v[i] = self.momentum * self.v[i] + p.grad.mean().item()
                p -= self.lr * self.v[i]
