class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.999), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.velocities = [torch.zeros_like(p.data) for p in self.params]

    def step(self):
        beta_c, beta_v = self.betas
        for p, v in zip(self.params, self.velocities):
            if p.grad is None:
                continue
            g = p.grad.data
            c = beta_c * v + (1 - beta_c) * g
            p.data -= self.lr * (c.sign() + self.weight_decay * p.data)
            v *= beta_v
            v += (1 - beta_v) * g
