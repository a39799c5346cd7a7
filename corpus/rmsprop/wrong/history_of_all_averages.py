class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.log = [[torch.zeros_like(p)] for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, log in zip(self.params, self.log):
            if p.grad is not None:
                log.append(self.alpha * log[-1] + (1 - self.alpha) * p.grad ** 2)
                p -= self.lr * p.grad / (log[-1].sqrt() + self.eps)
