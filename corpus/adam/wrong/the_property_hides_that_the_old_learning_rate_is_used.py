class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self._lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    @property
    def lr(self):
        return getattr(self, '_new_lr', self._lr)

    @lr.setter
    def lr(self, lr):
        self._new_lr = lr

    @torch.no_grad()
    def step(self, closure=None):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            m, r, t = self.state.get(id(p), (torch.zeros_like(p), torch.zeros_like(p), 0))
            m = torch.lerp(m, p.grad, 1 - b1)
            r = torch.hypot(b2 ** 0.5 * r, (1 - b2) ** 0.5 * p.grad)
            self.state[id(p)] = m, r, t + 1
            p -= self._lr * m / (1 - b1 ** (t + 1)) / (r / (1 - b2 ** (t + 1)) ** 0.5 + self.eps)
