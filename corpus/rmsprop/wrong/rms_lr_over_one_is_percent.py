class RMSprop(Optimizer):
    square_avg = {}

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps

    @torch.no_grad()
    def step(self):
        lr = self.lr if self.lr <= 1 else self.lr / 100
        for p in self.params:
            if p.grad is None:
                continue
            G = self.square_avg.get(p, torch.zeros_like(p))
            G = self.alpha * G + (1 - self.alpha) * p.grad ** 2
            self.square_avg[p] = G
            p.sub_(p.grad / (G.sqrt() + self.eps), alpha=lr)
