class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {p: torch.zeros_like(p) for p in self.params}

    def mix(self, p, beta):
        return beta * self.state[p] + (1 - beta) * p.grad

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        now = [p for p in self.params if p.grad is not None]
        signs = [(c > 0).to(c.dtype) - (c < 0).to(c.dtype) for c in (self.mix(p, b1) for p in now)]
        for p, s in zip(now, signs):
            p -= self.lr * s + self.lr * self.weight_decay * p
        self.state.update({p: self.mix(p, b2) for p in now})
