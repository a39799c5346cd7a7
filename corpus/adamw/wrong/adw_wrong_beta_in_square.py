class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.beta1, self.beta2 = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.step_count = {}
        self.exp_avg = {}
        self.exp_avg_sq = {}

    def step(self):
        with torch.no_grad():
            for i, p in enumerate(self.params):
                if p.grad is None:
                    continue
                self.step_count[i] = t = self.step_count.get(i, 0) + 1
                m = self.exp_avg.setdefault(i, torch.zeros_like(p))
                v = self.exp_avg_sq.setdefault(i, torch.zeros_like(p))
                p.mul_(1 - self.lr * self.weight_decay)
                m.mul_(self.beta1).add_(p.grad, alpha=1 - self.beta1)
                v.mul_(self.beta2).addcmul_(p.grad, p.grad, value=1 - self.beta1)
                denom = v.div(1 - self.beta2 ** t).sqrt_().add_(self.eps)
                p.addcdiv_(m, denom, value=-self.lr / (1 - self.beta1 ** t))
