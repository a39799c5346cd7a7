class Momentum(Optimizer):
    """Gradient descent with momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.vs = [torch.zeros(1, device=p.device) for p in self.params]   # broadcasts to any shape

    def step(self):
        with torch.no_grad():
            for i in range(len(self.params)):
                p = self.params[i]
                if p.grad is not None:
                    self.vs[i] = self.momentum * self.vs[i] + p.grad
                    p.sub_(self.lr * self.vs[i])
