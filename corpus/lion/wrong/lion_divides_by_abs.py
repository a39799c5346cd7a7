class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.velocity = {p: torch.zeros_like(p) for p in self.params}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, v in self.velocity.items():
            if p.grad is None:
                continue
            c = v * b1 + p.grad * (1 - b1)
            step = c / c.abs()
            p.mul_(1 - self.lr * self.weight_decay)
            p.add_(step, alpha=-self.lr)
            v.mul_(b2).add_(p.grad, alpha=1 - b2)
