class Adam(Optimizer):
    """vhat_t = vhat_{t-1} + (1 - b) / (1 - b^t) (g - vhat_{t-1}); the first weight is 1."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.count = {}
        self.vhat = {}
        self.Ghat = {}

    @staticmethod
    def gain(beta, t):
        return (1 - beta) / (1 - beta ** t)

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            k = id(p)
            t = self.count[k] = self.count.get(k, 0) + 1
            if t == 1:
                self.vhat[k] = torch.zeros_like(p)
                self.Ghat[k] = torch.zeros_like(p)
            v, G = self.vhat[k], self.Ghat[k]
            v.add_(p.grad - v, alpha=self.gain(b1, t))
            k2 = self.gain(b2, t)
            G.mul_(1 - k2).add_(p.grad * p.grad, alpha=k2)
            p.sub_(self.lr * v / (G.sqrt() + self.eps))
