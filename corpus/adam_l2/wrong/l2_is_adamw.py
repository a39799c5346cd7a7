class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.exp_avg = [torch.zeros_like(p) for p in self.params]
        self.exp_avg_sq = [torch.zeros_like(p) for p in self.params]
        self.steps = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            g = p.grad
            if g is None:
                continue
            p.mul_(1 - self.lr * self.weight_decay)
            self.steps[i] += 1
            t = self.steps[i]
            self.exp_avg[i].mul_(b1).add_(g, alpha=1 - b1)
            self.exp_avg_sq[i].mul_(b2).addcmul_(g, g, value=1 - b2)
            denom = (self.exp_avg_sq[i] / (1 - b2 ** t)).sqrt() + self.eps
            p.addcdiv_(self.exp_avg[i] / (1 - b1 ** t), denom, value=-self.lr)
