class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay
        self.vs = [torch.zeros_like(p) for p in self.params]
        self.Gs = [torch.zeros_like(p) for p in self.params]
        self.ts = [0 for _ in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i in range(len(self.params)):
            p, v, G = self.params[i], self.vs[i], self.Gs[i]
            if p.grad is None:
                continue
            self.ts[i] = t = self.ts[i] + 1
            g = p.grad
            v.copy_(b1 * v + (1 - b1) * g)
            G.copy_(b2 * G + (1 - b2) * g * g)
            v_hat = v / (1 - b1**t) + self.weight_decay * p
            G_hat = G / (1 - b2**t)
            p.copy_(p - self.lr / (G_hat.sqrt() + self.eps) * v_hat)
