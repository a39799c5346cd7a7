class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.mem = {}

    def gradient(self, p):
        return p.grad.detach() + self.weight_decay * p.detach()

    def moments(self, k, g):
        m, v, t = self.mem.get(k, (0.0, 0.0, 0))
        b1, b2 = self.betas
        m, v, t = m * b1 + g * (1 - b1), v * b2 + g * g * (1 - b2), t + 1
        self.mem[k] = (m, v, t)
        return m / (1 - b1 ** t), v / (1 - b2 ** t)

    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is not None:
                m, v = self.moments(k, self.gradient(p))
                p.data = p.data - self.lr * m / (v ** 0.5 + self.eps)
