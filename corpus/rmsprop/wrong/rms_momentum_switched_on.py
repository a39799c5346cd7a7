class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.G = [0.0] * len(self.params)
        self.bufs = [0.0] * len(self.params)

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.G[i] = self.alpha * self.G[i] + (1 - self.alpha) * p.grad.square()
            buf = self.bufs[i] = 0.9 * self.bufs[i] + p.grad / (self.G[i].sqrt() + self.eps)
            p -= self.lr * buf
