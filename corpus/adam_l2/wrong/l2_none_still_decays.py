class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.t = [0] * len(self.params)
        self.v = [torch.zeros_like(p) for p in self.params]
        self.G = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for k, p in enumerate(self.params):
            g = self.weight_decay * p
            if p.grad is not None:
                g = g + p.grad
            self.t[k] += 1
            self.v[k].mul_(b1).add_(g, alpha=1 - b1)
            self.G[k].mul_(b2).addcmul_(g, g, value=1 - b2)
            p -= self.lr * (self.v[k] / (1 - b1 ** self.t[k])) / ((self.G[k] / (1 - b2 ** self.t[k])).sqrt() + self.eps)
