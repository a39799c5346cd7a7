class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.ts = [0] * len(self.params)
        self.ms = [torch.zeros(*p.shape, dtype=p.dtype, device=p.device) for p in self.params]
        self.vs = [torch.zeros(*p.shape, dtype=p.dtype, device=p.device) for p in self.params]

    def step(self):
        beta1, beta2 = self.betas
        with torch.no_grad():
            for i, p in enumerate(self.params):
                if p.grad is None:
                    continue
                grad = p.grad + self.weight_decay * p
                self.ts[i] += 1
                self.ms[i] = beta1 * self.ms[i] + (1 - beta1) * grad
                self.vs[i] = beta2 * self.vs[i] + (1 - beta2) * grad ** 2
                mhat = self.ms[i] / (1 - beta1 ** self.ts[i])
                vhat = self.vs[i] / (1 - beta2 ** self.ts[i])
                p -= self.lr * mhat / (vhat.sqrt() + self.eps)
