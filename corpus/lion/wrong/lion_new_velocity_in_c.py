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
            v = self.state.setdefault(p, torch.zeros_like(p))
            v.mul_(b2).add_(p.grad, alpha=1 - b2)
            c = b1 * v + (1 - b1) * p.grad
            p -= self.lr * (torch.sign(c) + self.weight_decay * p)
