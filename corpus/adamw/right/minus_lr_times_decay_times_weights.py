class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.count = {}
        self.first = {}
        self.second = {}

    def step(self):
        b1, b2 = self.betas
        with torch.no_grad():
            for p in self.params:
                key = id(p)
                if p.grad is None:
                    continue
                if key not in self.count:
                    self.count[key] = 0
                    self.first[key] = torch.zeros_like(p)
                    self.second[key] = torch.zeros_like(p)
                self.count[key] += 1
                t = self.count[key]
                self.first[key] = b1 * self.first[key] + (1 - b1) * p.grad
                self.second[key] = b2 * self.second[key] + (1 - b2) * p.grad * p.grad
                p -= self.lr * self.weight_decay * p
                p -= self.lr * (self.first[key] / (1 - b1 ** t)) / ((self.second[key] / (1 - b2 ** t)).sqrt() + self.eps)
