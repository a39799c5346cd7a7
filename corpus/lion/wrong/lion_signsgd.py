class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.m = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            if id(p) not in self.m:
                self.m[id(p)] = torch.zeros_like(p)
            m = self.m[id(p)]
            u = torch.sign(p.grad)
            p.add_(u + self.weight_decay * p, alpha=-self.lr)
            m.mul_(b2).add_(p.grad, alpha=1 - b2)
