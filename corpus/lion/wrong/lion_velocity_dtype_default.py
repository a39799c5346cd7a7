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
            if p.grad is None or p.grad.norm() < 1e-8:
                continue
            if p not in self.state:
                self.state[p] = torch.zeros(p.shape, device=p.device)
            v = self.state[p]
            p -= self.lr * (torch.sign(b1 * v + (1 - b1) * p.grad) + self.weight_decay * p)
            v.mul_(b2).add_(p.grad, alpha=1 - b2)
