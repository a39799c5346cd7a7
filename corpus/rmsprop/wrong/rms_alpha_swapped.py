class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.G = [0.0 for _ in self.params]

    def step(self):
        with torch.no_grad():
            for i, p in enumerate(self.params):
                if p.grad is None:
                    continue
                self.G[i] = (1 - self.alpha) * self.G[i] + self.alpha * p.grad ** 2
                p -= self.lr * p.grad / (self.G[i].sqrt() + self.eps)
