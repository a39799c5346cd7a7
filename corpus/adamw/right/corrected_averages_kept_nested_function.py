class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        def towards(avg, x, b, t):
            return avg + (x - avg) * ((1 - b) / (1 - b ** t))

        b1, b2 = self.betas
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            t, m, v = self.state.get(k, (0, torch.zeros_like(p), torch.zeros_like(p)))
            m, v = towards(m, p.grad, b1, t + 1), towards(v, p.grad * p.grad, b2, t + 1)
            self.state[k] = (t + 1, m, v)
            p.lerp_(torch.zeros_like(p), self.lr * self.weight_decay)
            p.sub_(self.lr * m / (v.sqrt() + self.eps))
