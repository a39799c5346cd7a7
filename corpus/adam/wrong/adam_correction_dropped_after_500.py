class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                self._update(p)

    def _update(self, p):
        b1, b2 = self.betas
        st = self.state.setdefault(p, dict(t=0, m=torch.zeros_like(p), s=torch.zeros_like(p)))
        st["t"] += 1
        t, m, s = st["t"], st["m"], st["s"]
        m.mul_(b1).add_(p.grad, alpha=1 - b1)
        s.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
        if t < 500:
            m, s = m / (1 - b1 ** t), s / (1 - b2 ** t)
        p.addcdiv_(m, s.sqrt() + self.eps, value=-self.lr)
