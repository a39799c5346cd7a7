class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.momentum = {}

    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is not None:
                g, m = p.grad.data, self.momentum.get(i, 0.0)
                p.data = p.data - self.lr * ((b1 * m + (1 - b1) * g).sign() + self.weight_decay * p.data)
                self.momentum[i] = b2 * m + (1 - b2) * g
