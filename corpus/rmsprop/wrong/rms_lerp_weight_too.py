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
                if (g := p.grad) is None:
                    continue
                G = self.state.setdefault(p, torch.zeros_like(p))
                G.lerp_(g.square(), self.alpha)
                p -= self.lr * g / (G.sqrt() + self.eps)
