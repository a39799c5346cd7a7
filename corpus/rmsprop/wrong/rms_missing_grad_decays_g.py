class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.v = [torch.zeros_like(p) for p in self.params]

    def step(self):
        with torch.no_grad():
            for p, G in zip(self.params, self.v):
                G.mul_(self.alpha)
                if p.grad is None:
                    continue
                G.add_(p.grad * p.grad, alpha=1 - self.alpha)
                p.sub_(self.lr * p.grad / (G.sqrt() + self.eps))
