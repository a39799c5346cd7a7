class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.tracks = {}

    def track(self, p):
        v = torch.zeros_like(p)
        while True:
            p.sub_(torch.add(torch.sgn(v * self.betas[0] + p.grad * (1 - self.betas[0])), p, alpha=self.weight_decay) * self.lr)
            v.mul_(self.betas[1]).add_(p.grad, alpha=1 - self.betas[1])
            yield

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if id(p) not in self.tracks:
                self.tracks[id(p)] = self.track(p)
            next(self.tracks[id(p)])
