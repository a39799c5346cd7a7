class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            v = self.state.get(p, 0)
            c = b1 * v + (1 - b1) * p.grad
            s = torch.where(c >= 0, torch.ones_like(c), -torch.ones_like(c))
            p -= self.lr * (s + self.weight_decay * p)
            self.state[p] = b2 * v + (1 - b2) * p.grad
