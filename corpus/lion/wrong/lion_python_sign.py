class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            v = self.state.get(p, torch.zeros_like(p))
            c = self.betas[0] * v + (1 - self.betas[0]) * p.grad
            s = 1.0 if c > 0 else (-1.0 if c < 0 else 0.0)
            p -= self.lr * (s + self.weight_decay * p)
            self.state[p] = self.betas[1] * v + (1 - self.betas[1]) * p.grad
