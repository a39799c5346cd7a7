class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            c = torch.add(v * b1, p.grad, alpha=1 - b1)
            p.sub_(c.sign_().add_(p, alpha=self.weight_decay), alpha=self.lr)
            v.mul_(b2).add_(p.grad.clamp(-1e4, 1e4), alpha=1 - b2)
