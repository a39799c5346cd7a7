class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            if not hasattr(p, "adam_t"):
                p.adam_t = 0
                p.adam_v = torch.zeros_like(p)
                p.adam_G = torch.zeros_like(p)
            g = p.grad + self.weight_decay * p
            p.adam_t += 1
            p.adam_v = b1 * p.adam_v + (1 - b1) * g
            p.adam_G = b2 * p.adam_G + (1 - b2) * g.square()
            v_hat = p.adam_v / (1 - b1 ** p.adam_t)
            G_hat = p.adam_G / (1 - b2 ** p.adam_t)
            p -= self.lr * v_hat / (torch.sqrt(G_hat) + self.eps)
