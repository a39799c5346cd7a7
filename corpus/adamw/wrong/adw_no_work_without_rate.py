class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        if not self.lr:          # nothing would move
            return
        b1, b2 = self.betas
        for p in (q for q in self.params if q.grad is not None):
            t, v, G = self.state.get(p) or (0, torch.zeros_like(p), torch.zeros_like(p))
            t += 1
            v = v * b1 + p.grad * (1 - b1)
            G = G * b2 + p.grad ** 2 * (1 - b2)
            self.state[p] = (t, v, G)
            p.mul_(1 - self.lr * self.weight_decay)
            p.sub_(self.lr * v / (1 - b1 ** t) / ((G / (1 - b2 ** t)).sqrt() + self.eps))
