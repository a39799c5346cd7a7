class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.shrink = 1 - lr * weight_decay
        self.state = {}

    def adam_direction(self, p):
        b1, b2 = self.betas
        s = self.state.setdefault(p, [0, 0, 0])
        s[0] += 1
        s[1] = b1 * s[1] + (1 - b1) * p.grad
        s[2] = b2 * s[2] + (1 - b2) * p.grad ** 2
        return s[1] / (1 - b1 ** s[0]) / ((s[2] / (1 - b2 ** s[0])) ** 0.5 + self.eps)

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.data.mul_(self.shrink).sub_(self.lr * self.adam_direction(p))
