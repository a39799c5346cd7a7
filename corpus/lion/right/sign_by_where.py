class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        for p in self.params:
            p.lion = torch.zeros_like(p.data)

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.detach()
            mix = b1 * p.lion + (1.0 - b1) * g
            up, down = torch.ones_like(mix), -torch.ones_like(mix)
            s = torch.where(mix > 0, up, torch.where(mix < 0, down, torch.zeros_like(mix)))
            p.data.add_(s + self.weight_decay * p.data, alpha=-self.lr)
            p.lion = b2 * p.lion + (1.0 - b2) * g
