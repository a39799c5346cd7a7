class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.b1, self.b2 = betas
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            v, G, t = self.state.get(p, (torch.zeros_like(p), torch.zeros_like(p), 0))
            v = self.b1 * v + (1 - self.b1) * p.grad
            G = self.b2 * G + (1 - self.b2) * p.grad.square()
            vh = v / (1 - self.b1 ** t)
            Gh = G / (1 - self.b2 ** t)
            p -= self.lr * vh / (Gh.sqrt() + self.eps)
            self.state[p] = (v, G, t + 1)
