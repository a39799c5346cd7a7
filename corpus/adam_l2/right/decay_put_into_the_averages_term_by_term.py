class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.avg = [(torch.zeros_like(p), torch.zeros_like(p)) for p in self.params]
        self.n = [0] * len(self.avg)

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        wd = self.weight_decay
        for i, (p, (m, v)) in enumerate(zip(self.params, self.avg)):
            if p.grad is None:
                continue
            self.n[i] += 1
            m.mul_(beta1).add_(p.grad, alpha=1 - beta1).add_(p, alpha=(1 - beta1) * wd)
            v.mul_(beta2).add_((p.grad + wd * p).square(), alpha=1 - beta2)
            c1, c2 = 1 - beta1 ** self.n[i], 1 - beta2 ** self.n[i]
            p.sub_(self.lr / c1 * m / ((v / c2).sqrt() + self.eps))
