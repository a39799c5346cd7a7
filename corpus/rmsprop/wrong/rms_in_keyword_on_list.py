class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.seen = []
        self.G = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.seen:
                self.seen.append(p)
                self.G[id(p)] = torch.zeros_like(p.data)
            G = self.G[id(p)]
            G.mul_(self.alpha).add_((1 - self.alpha) * p.grad.data ** 2)
            p.data -= self.lr * p.grad.data / (G.sqrt() + self.eps)
