class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.G = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                self.G.pop(p, None)
                continue
            g = p.grad.data
            if p not in self.G:
                self.G[p] = torch.zeros_like(g)
            self.G[p] = self.G[p] + g ** 2
            p.data = p.data - self.lr / (torch.sqrt(self.G[p]) + self.eps) * g
