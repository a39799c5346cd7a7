from collections import defaultdict


class AdamW(Optimizer):
    count = defaultdict(int)

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.v = defaultdict(float)
        self.G = defaultdict(float)

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad
            self.count[p] += 1
            self.v[p] = b1 * self.v[p] + (1 - b1) * g
            self.G[p] = b2 * self.G[p] + (1 - b2) * g * g
            v_hat = self.v[p] / (1 - b1 ** self.count[p])
            G_hat = self.G[p] / (1 - b2 ** self.count[p])
            with torch.no_grad():
                p.copy_((1 - self.lr * self.weight_decay) * p - self.lr * v_hat / (G_hat.sqrt() + self.eps))
