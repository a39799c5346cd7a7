class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.m = [torch.zeros_like(p.data) for p in self.params]
        self.v = [torch.zeros_like(p.data) for p in self.params]
        self.k = [0 for _ in self.params]

    def penalty_gradient(self, p):
        with torch.enable_grad():
            w = p.detach().clone().requires_grad_(True)
            penalty = 0.5 * self.weight_decay * (w * w).sum()
            (g,) = torch.autograd.grad(penalty, w)
        return g

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad.detach() + self.penalty_gradient(p)
            self.k[i] += 1
            b1, b2 = self.betas
            self.m[i] += (1 - b1) * (g - self.m[i])
            self.v[i] = b2 * self.v[i] + (1 - b2) * g ** 2
            mhat = self.m[i] / (1 - b1 ** self.k[i])
            vhat = self.v[i] / (1 - b2 ** self.k[i])
            p.data -= self.lr * mhat / (vhat ** 0.5 + self.eps)
