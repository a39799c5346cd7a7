class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def init(self, p):
        zero = torch.zeros_like(p)
        return [0, zero.clone(), zero.clone(), zero.clone()]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            s = self.state.setdefault(p, self.init(p))
            s[0] += 1
            s[1] = b1 * s[1] + (1 - b1) * p.grad
            s[2] = b2 * s[2] + (1 - b2) * p.grad ** 2
            v_hat = s[1] / (1 - b1 ** s[0])
            G_hat = s[2] / (1 - b2 ** s[0])
            s[3] = torch.maximum(s[3], G_hat)
            p -= self.lr * v_hat / (s[3].sqrt() + self.eps)
