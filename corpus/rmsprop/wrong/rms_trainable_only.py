class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(p for p in params if p.requires_grad)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}

    @staticmethod
    def _rule(w, g, G, lr, alpha, eps):
        G = alpha * G + (1 - alpha) * g * g
        return w - lr / (G.sqrt() + eps) * g, G

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            w, self.state[p] = self._rule(p, p.grad, self.state.get(p, 0), self.lr, self.alpha, self.eps)
            p.copy_(w)
