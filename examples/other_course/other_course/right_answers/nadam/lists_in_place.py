class NAdam(Optimizer):
    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, momentum_decay=4e-3):
        super().__init__(params)
        self.lr, self.betas, self.eps, self.momentum_decay = lr, betas, eps, momentum_decay
        self.exp_avg = [torch.zeros_like(p) for p in self.params]
        self.exp_avg_sq = [torch.zeros_like(p) for p in self.params]
        self.steps = [0] * len(self.params)
        self.products = [1.0] * len(self.params)

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        for i, (p, m, s) in enumerate(zip(self.params, self.exp_avg, self.exp_avg_sq)):
            if p.grad is not None:
                self.steps[i] += 1
                t = self.steps[i]
                mu = beta1 * (1.0 - 0.5 * 0.96 ** (t * self.momentum_decay))
                mu_next = beta1 * (1.0 - 0.5 * 0.96 ** ((t + 1) * self.momentum_decay))
                self.products[i] *= mu
                m.lerp_(p.grad, 1 - beta1)
                s.mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
                root = s.div(1 - beta2 ** t).sqrt_().add_(self.eps)
                p.addcdiv_(p.grad, root, value=-self.lr * (1 - mu) / (1 - self.products[i]))
                p.addcdiv_(m, root, value=-self.lr * mu_next / (1 - self.products[i] * mu_next))
