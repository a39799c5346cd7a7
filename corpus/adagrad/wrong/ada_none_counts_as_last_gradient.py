class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.G = {}
        self.last = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            g = p.grad if p.grad is not None else self.last.get(p)
            if g is None:
                continue
            self.last[p] = g
            self.G[p] = self.G.get(p, 0) + g.pow(2)
            p.sub_(self.lr * g / (self.G[p].sqrt() + self.eps))
