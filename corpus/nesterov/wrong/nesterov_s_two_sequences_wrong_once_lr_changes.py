class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.y = [p.detach().clone() for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, y in zip(self.params, self.y):
            if p.grad is None:
                continue
            y_new = p - self.lr * p.grad
            p.copy_(y_new + self.momentum * (y_new - y))
            y.copy_(y_new)
