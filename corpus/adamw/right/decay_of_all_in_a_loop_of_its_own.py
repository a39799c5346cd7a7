class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.m = [None] * len(self.params)
        self.v = [None] * len(self.params)
        self.t = [0] * len(self.params)

    def _decay(self):
        for p in self.params:
            if p.grad is not None:
                p.data -= p.data * (self.lr * self.weight_decay)

    def _adam(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad.detach()
            self.m[i] = (1 - b1) * g if self.t[i] == 0 else b1 * self.m[i] + (1 - b1) * g
            self.v[i] = (1 - b2) * g * g if self.t[i] == 0 else b2 * self.v[i] + (1 - b2) * g * g
            self.t[i] += 1
            scale = self.lr / (1 - b1 ** self.t[i])
            p.data -= scale * self.m[i] / ((self.v[i] / (1 - b2 ** self.t[i])).sqrt() + self.eps)

    def step(self):
        self._decay()
        self._adam()
