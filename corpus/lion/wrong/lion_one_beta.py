class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.v = [torch.zeros_like(p) for p in self.params]

    def step(self):
        b1, b2 = self.betas
        with torch.no_grad():
            for i, p in enumerate(self.params):
                g = p.grad
                if g is None:
                    continue
                c = b1 * self.v[i] + (1 - b1) * g
                p.sub_(self.lr * (c.sign() + self.weight_decay * p))
                self.v[i] = c
