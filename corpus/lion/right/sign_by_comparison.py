class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.m = [None for _ in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            g = p.grad
            if g is None:
                continue
            old = torch.zeros_like(p) if self.m[i] is None else self.m[i]
            c = b1 * old + (1 - b1) * g
            s = (c > 0).to(p.dtype) - (c < 0).to(p.dtype)
            p.copy_(p * (1 - self.lr * self.weight_decay) - self.lr * s)
            self.m[i] = b2 * old + (1 - b2) * g
