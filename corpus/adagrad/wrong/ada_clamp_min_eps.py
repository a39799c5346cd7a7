class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.G = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            G = self.G[p] = self.G.get(p, torch.zeros_like(p)) + p.grad * p.grad
            denom = G.sqrt().clamp(min=self.eps)
            p -= self.lr * (p.grad / denom)
