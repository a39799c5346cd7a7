class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.v = [torch.zeros_like(p) for p in self.params]

    def step(self):
        beta1, beta2 = self.betas
        for i in range(len(self.params)):
            w = self.params[i]
            g = w.grad
            if g is None:
                continue
            c = beta1 * self.v[i] + (1 - beta1) * g
            if c > 0:
                sign = 1
            elif c < 0:
                sign = -1
            else:
                sign = 0
            with torch.no_grad():
                w -= self.lr * (sign + self.weight_decay * w)
            self.v[i] = beta2 * self.v[i] + (1 - beta2) * g
