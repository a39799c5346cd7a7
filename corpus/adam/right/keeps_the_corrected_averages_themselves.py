class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.m_hat = [torch.zeros_like(p) for p in self.params]
        self.v_hat = [torch.zeros_like(p) for p in self.params]
        self.steps = {p: 0 for p in self.params}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m_hat, self.v_hat):
            if p.grad is None: continue
            self.steps[p] += 1
            t = self.steps[p]
            m.lerp_(p.grad, (1 - b1) / (1 - b1 ** t))
            v.lerp_(p.grad.square(), (1 - b2) / (1 - b2 ** t))
            p.addcdiv_(m, v.sqrt().add_(self.eps), value=-self.lr)
