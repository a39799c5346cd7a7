class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.hist = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p / max(1, p.numel())
            if p not in self.hist:
                self.hist[p] = {"t": 0, "v": torch.zeros_like(p), "G": torch.zeros_like(p)}
            h = self.hist[p]
            h["t"] += 1
            h["v"] = b1 * h["v"] + (1 - b1) * g
            h["G"] = b2 * h["G"] + (1 - b2) * g ** 2
            p -= self.lr * h["v"] / (1 - b1 ** h["t"]) / ((h["G"] / (1 - b2 ** h["t"])) ** 0.5 + self.eps)
