class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = [
            {"t": 0, "v": torch.zeros(p.size(), dtype=p.dtype), "G": torch.zeros(p.size(), dtype=p.dtype)}
            for p in self.params
        ]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, s in zip(self.params, self.state):
            if p.grad is None:
                continue
            s["t"] += 1
            s["v"].mul_(b1).add_(p.grad, alpha=1 - b1)
            s["G"].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p.mul_(1 - self.lr * self.weight_decay)
            p.sub_(self.lr * (s["v"] / (1 - b1 ** s["t"])) / ((s["G"] / (1 - b2 ** s["t"])).sqrt() + self.eps))
