class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.G = [torch.zeros_like(self.params[0])] * len(self.params)

    def step(self):
        with torch.no_grad():
            for i, p in enumerate(self.params):
                if p.grad is not None:
                    self.G[i] = self.G[i] + p.grad ** 2
                    p -= self.lr * p.grad / (self.G[i] ** 0.5 + self.eps)
