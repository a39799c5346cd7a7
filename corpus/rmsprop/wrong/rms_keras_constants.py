class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = 0.9
        self.eps = 1e-7
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            G = self.state.setdefault(p, torch.zeros_like(p))
            G.mul_(self.alpha).add_(p.grad.square(), alpha=1 - self.alpha)
            p.sub_(self.lr * p.grad / (G.sqrt() + self.eps))
