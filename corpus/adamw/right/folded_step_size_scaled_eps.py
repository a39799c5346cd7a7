class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.slots = [(torch.zeros_like(p), torch.zeros_like(p), [0]) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, (m, v, t) in zip(self.params, self.slots):
            if p.grad is not None:
                t[0] += 1
                m += (1 - b1) * (p.grad - m)
                v += (1 - b2) * (p.grad ** 2 - v)
                root2 = (1 - b2 ** t[0]) ** 0.5
                a = self.lr * root2 / (1 - b1 ** t[0])
                p.copy_((1 - self.lr * self.weight_decay) * p - a * m / (v.sqrt() + root2 * self.eps))
