class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {p: {"t": 0, "v": torch.zeros_like(p), "G": torch.zeros_like(p)} for p in self.params}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, s in self.state.items():
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p
            s["t"] += 1
            s["v"].mul_(b1).add_(g, alpha=1 - b1)
            s["G"].mul_(b2).add_(p.grad ** 2, alpha=1 - b2)
            vh, Gh = s["v"] / (1 - b1 ** s["t"]), s["G"] / (1 - b2 ** s["t"])
            p -= self.lr * vh / (Gh.sqrt() + self.eps)
