class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.v = [torch.zeros_like(p) for p in self.params]
        self.g = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v, g in zip(self.params, self.v, self.g):
            if p.grad is None:
                continue
            v.mul_(self.alpha).addcmul_(p.grad, p.grad, value=1 - self.alpha)
            g.lerp_(p.grad, 1 - self.alpha)
            avg = v.addcmul(g, g, value=-1).clamp_min(0).sqrt()
            p.addcdiv_(p.grad, avg.add(self.eps), value=-self.lr)
