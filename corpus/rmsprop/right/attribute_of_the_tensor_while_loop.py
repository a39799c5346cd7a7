class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        for p in self.params:
            setattr(p, "ms", torch.zeros_like(p.detach()))

    @torch.no_grad()
    def step(self):
        k = 0
        while k < len(self.params):
            p = self.params[k]
            k += 1
            if p.grad is None:
                continue
            p.ms = p.ms * self.alpha + p.grad * p.grad * (1 - self.alpha)
            p.copy_(p - self.lr * (p.grad / (torch.sqrt(p.ms) + self.eps)))
