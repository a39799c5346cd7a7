class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.buf = [0.0] * len(self.params)

    def step(self):
        with torch.no_grad():
            for n, p in enumerate(self.params):
                if p.grad is None:
                    continue
                c = self.betas[0] * self.buf[n] + (1 - self.betas[0]) * p.grad
                d = c / (c.abs() + 1e-8)
                p.sub_(self.lr * (d + self.weight_decay * p))
                self.buf[n] = self.betas[1] * self.buf[n] + (1 - self.betas[1]) * p.grad
