class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.ema = {p: torch.zeros_like(p) for p in self.params}

    @torch.no_grad()
    def step(self):
        for p, m in self.ema.items():
            if p.grad is None: continue
            direction = m.lerp(p.grad, 1 - self.betas[0]).sgn()
            m.lerp_(p.grad, 1 - self.betas[1])
            p -= self.lr * self.weight_decay * p
            p -= self.lr * direction
