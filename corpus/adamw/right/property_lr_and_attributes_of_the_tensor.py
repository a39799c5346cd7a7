class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.options = {"lr": lr}
        self.betas, self.eps, self.weight_decay = betas, eps, weight_decay
        for p in self.params:
            p.exp = torch.zeros_like(p.data)
            p.sq = torch.zeros_like(p.data)
            p.age = 0

    @property
    def lr(self):
        return self.options["lr"]

    @lr.setter
    def lr(self, lr):
        self.options["lr"] = lr

    def step(self):
        b1, b2 = self.betas
        for p in filter(lambda p: p.grad is not None, self.params):
            g = p.grad.data
            p.age += 1
            p.exp = b1 * p.exp + (1 - b1) * g
            p.sq = b2 * p.sq + (1 - b2) * g * g
            w = p.data * (1 - self.lr * self.weight_decay)
            p.data = w - self.lr * (p.exp / (1 - b1 ** p.age)) / (torch.sqrt(p.sq / (1 - b2 ** p.age)) + self.eps)
