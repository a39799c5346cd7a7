class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        self.G = [0.0] * len(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        super().__init__(params)

    def step(self):
        for j, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.G[j] = self.alpha * self.G[j] + (1 - self.alpha) * torch.square(p.grad)
            p.data.sub_(self.lr * p.grad / (torch.sqrt(self.G[j]) + self.eps))
