class NAdam(Optimizer):
    def __init__(self, params, lr=0.002, betas=(0.9, 0.999), eps=1e-8, momentum_decay=0.004):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.momentum_decay = momentum_decay
        self.state = {}

    def momentum(self, t):
        return self.betas[0] * (1 - 0.5 * 0.96 ** (t * self.momentum_decay))

    def step(self):
        beta1, beta2 = self.betas
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                t, product, v, G = self.state.get(p) or (0, 1.0, torch.zeros_like(p), torch.zeros_like(p))
                t = t + 1
                product = product * self.momentum(t)
                v = beta1 * v + (1 - beta1) * p.grad
                G = beta2 * G + (1 - beta2) * p.grad ** 2
                self.state[p] = t, product, v, G
                ahead = self.momentum(t + 1)
                direction = (1 - self.momentum(t)) / (1 - product) * p.grad + ahead / (1 - product * ahead) * v
                p -= self.lr * direction / ((G / (1 - beta2 ** t)).sqrt() + self.eps)
