class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.beta1, self.beta2 = betas
        self.weight_decay = weight_decay
        self.moments = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            m = self.moments.get(p)
            if m is None:
                m = self.moments[p] = torch.zeros_like(p)
            p.mul_(1 - self.weight_decay)
            p.sub_(self.lr * torch.sign(self.beta1 * m + (1 - self.beta1) * p.grad))
            m += (1 - self.beta2) * (p.grad - m)
