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
        live = [p for p in self.params if p.grad is not None]
        signs = []
        for p in live:
            m = self.m.setdefault(p, p.detach().clone().zero_())
            signs.append(m.mul(b1).add(p.grad, alpha=1 - b1).sign())
            m.copy_(b2 * m + (1 - b2) * p.grad)
        while live:
            p, s = live.pop(), signs.pop()
            p.add_(s.add(p, alpha=self.weight_decay), alpha=-self.lr)
