class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.t = [torch.zeros((), dtype=torch.float64, device=p.device) for p in self.params]
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [p.new_zeros(p.shape) for p in self.params]
    @torch.no_grad()
    def step(self):
        for p, t, m, v in zip(self.params, self.t, self.m, self.v):
            if p.grad is None:
                continue
            t += 1
            b1, b2 = self.betas
            m.lerp_(p.grad, 1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            c1, c2 = 1 - b1 ** t.item(), 1 - math.pow(b2, t)
            p.addcdiv_(m, (v / c2).sqrt() + self.eps, value=-self.lr / c1)
