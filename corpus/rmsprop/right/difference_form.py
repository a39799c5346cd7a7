class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(list(params))
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.avg = {id(p): torch.zeros_like(p.data) for p in self.params}

    def step(self):
        for p in self.params:
            if p.grad is None: continue
            v = self.avg[id(p)]
            v += (1.0 - self.alpha) * (p.grad.data * p.grad.data - v)
            p.data -= p.grad.data * (self.lr / (v.sqrt() + self.eps))
