import types


class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.own = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            own = self.own.setdefault(p, types.SimpleNamespace(t=0, m=0, v=0))
            own.t += 1
            own.m = b1 * own.m + (1 - b1) * p.grad
            own.v = b2 * own.v + (1 - b2) * p.grad * p.grad
            m_hat = own.m / (1 - b1 ** own.t)
            v_hat = own.v / (1 - b2 ** own.t)
            p.copy_(p - self.lr * m_hat / (v_hat ** 0.5 + self.eps))
