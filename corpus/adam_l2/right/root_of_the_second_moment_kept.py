class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.mr = [[0, torch.zeros_like(p), torch.zeros_like(p)] for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, s in zip(self.params, self.mr):
            if p.grad is None:
                continue
            g = p.grad.clone().add_(p, alpha=self.weight_decay)
            s[0] += 1
            s[1] = b1 * s[1] + (1 - b1) * g
            s[2] = torch.hypot(s[2] * b2 ** 0.5, g * (1 - b2) ** 0.5)
            p += -self.lr * (s[1] / (1 - b1 ** s[0])) / (s[2] / (1 - b2 ** s[0]) ** 0.5 + self.eps)
