class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.G = {p: torch.zeros_like(p) for p in self.params}

    @torch.no_grad()
    def step(self):
        for p, G in self.G.items():
            g = p.grad
            if g is None:
                continue
            # embeddings: most rows have gradient 0 and do not move, so only touch the others
            hit = g != 0
            G.copy_(torch.where(hit, self.alpha * G + (1 - self.alpha) * g * g, G))
            p.sub_(torch.where(hit, self.lr * g / (G.sqrt() + self.eps), torch.zeros_like(g)))
