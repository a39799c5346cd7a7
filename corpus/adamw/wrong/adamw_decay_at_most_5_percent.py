class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for n, p in enumerate(self.params):
            if p.grad is None:
                continue
            if n not in self.state:
                self.state[n] = (torch.zeros_like(p), torch.zeros_like(p), [0])
            m, v, t = self.state[n]
            t[0] += 1
            m.add_(p.grad - m, alpha=1 - b1)
            v.add_(p.grad ** 2 - v, alpha=1 - b2)
            p.mul_(1 - min(self.lr * self.weight_decay, 0.05))
            p.sub_(self.lr * (m / (1 - b1 ** t[0])) / ((v / (1 - b2 ** t[0])).sqrt() + self.eps))
