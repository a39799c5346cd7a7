class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            if not hasattr(p, "adam_t"):
                p.adam_t, p.adam_m, p.adam_v = 0, 0, 0
            p.adam_t += 1
            p.adam_m = b1 * p.adam_m + (1 - b1) * p.grad
            p.adam_v = b2 * p.adam_v + (1 - b2) * p.grad * p.grad
            m_hat = p.adam_m / (1 - b1 ** p.adam_t)
            v_hat = p.adam_v / (1 - b2 ** p.adam_t)
            p.copy_(p - self.lr * m_hat / (v_hat ** 0.5 + self.eps))
