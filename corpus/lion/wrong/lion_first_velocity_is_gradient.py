class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.exp_avg = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.exp_avg:
                self.exp_avg[p] = p.grad.clone()
            m = self.exp_avg[p]
            p.mul_(1 - self.lr * self.weight_decay)
            p.add_(torch.sign(m * b1 + p.grad * (1 - b1)), alpha=-self.lr)
            m.mul_(b2).add_(p.grad, alpha=1 - b2)
