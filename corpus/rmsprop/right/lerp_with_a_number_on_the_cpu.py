class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.G = [torch.zeros_like(p) for p in self.params]
    @torch.no_grad()
    def step(self):
        for p, G in zip(self.params, self.G):
            if p.grad is None:
                continue
            keep = torch.tensor(self.alpha, dtype=p.dtype)
            G.mul_(keep).add_((1 - keep) * p.grad.square())
            p.sub_(self.lr * p.grad / (G.sqrt() + self.eps))
