class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        with torch.no_grad():
            for i, p in enumerate(self.params):
                if p.grad is None:
                    continue
                g = p.grad + self.lr * self.weight_decay * p
                if i not in self.state:
                    self.state[i] = [0, torch.zeros_like(p), torch.zeros_like(p)]
                st = self.state[i]
                st[0] += 1
                st[1] = self.betas[0] * st[1] + (1 - self.betas[0]) * g
                st[2] = self.betas[1] * st[2] + (1 - self.betas[1]) * g * g
                p -= self.lr * (st[1] / (1 - self.betas[0] ** st[0])) / ((st[2] / (1 - self.betas[1] ** st[0])).sqrt() + self.eps)
