class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.beta1, self.beta2 = betas
        self.betas = betas
        self.eps = eps
        self.alpha = lr
        self.first = [torch.zeros_like(p) for p in self.params]
        self.second = [torch.zeros_like(p) for p in self.params]
        self.weights = [(0.0, 0.0) for _ in self.params]

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            w1, w2 = self.weights[i]
            w1, w2 = self.weights[i] = self.beta1 * w1 + 1, self.beta2 * w2 + 1
            self.first[i].mul_(self.beta1).add_(p.grad)
            self.second[i].mul_(self.beta2).add_(p.grad ** 2)
            p -= self.alpha * (self.first[i] / w1) / ((self.second[i] / w2) ** 0.5 + self.eps)
