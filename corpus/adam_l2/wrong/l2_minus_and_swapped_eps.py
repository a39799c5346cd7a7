class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad - self.weight_decay * p
            t, v, G = self.state.get(p, (1, 0.0, 0.0))
            v = b1 * v + (1 - b1) * g
            G = b2 * G + (1 - b2) * g ** 2
            self.state[p] = (t + 1, v, G)
            denom = (G.sqrt() + self.eps) / math.sqrt(1 - b2 ** t)
            p -= self.lr / (1 - b1 ** t) * v / denom
