class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.v = [0] * len(self.params)
        self.t = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.t[i] += 1
            self.v[i] = self.alpha * self.v[i] + (1 - self.alpha) * p.grad ** 2
            v_hat = self.v[i] / (1 - self.alpha ** self.t[i])
            p -= self.lr * p.grad / (v_hat.sqrt() + self.eps)
