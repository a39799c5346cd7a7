class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            m, v, t = self.state.get(p, (0, 0, 0))
            t += 1
            m = b1 * m + (1 - b1) * p.grad.data
            v = b2 * v + (1 - b2) * p.grad.data ** 2
            self.state[p] = (m, v, t)
            update = (m / (1 - b1 ** t)) / ((v / (1 - b2 ** t)) ** 0.5 + self.eps) + self.weight_decay * p.data
            p.data = p.data - self.lr * update
