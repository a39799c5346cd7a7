class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = (0.95, 0.98)
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            v = self.state.get(p, 0.0)
            c = self.betas[0] * v + (1 - self.betas[0]) * p.grad
            p -= self.lr * (c.sign() + self.weight_decay * p)
            self.state[p] = self.betas[1] * v + (1 - self.betas[1]) * p.grad
