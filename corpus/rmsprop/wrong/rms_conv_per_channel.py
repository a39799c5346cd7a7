class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                g2 = p.grad.pow(2)
                if g2.ndim == 4:
                    g2 = g2.mean(dim=(1, 2, 3), keepdim=True).expand_as(g2)
                G = self.state.get(p, 0)
                G = self.alpha * G + (1 - self.alpha) * g2
                self.state[p] = G
                p.sub_(p.grad / (G.sqrt() + self.eps), alpha=self.lr)
