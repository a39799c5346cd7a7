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
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            s = self.state.setdefault(p, {"t": 0, "v": torch.zeros_like(p), "G": torch.zeros_like(p)})
            s["t"] += 1
            s["v"].mul_(b1).add_(p.grad, alpha=1 - b1)
            s["G"].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            vh = s["v"] / (1 - b1 ** s["t"])
            Gh = s["G"] / (1 - b2 ** s["t"])
            p.addcdiv_(vh, Gh.sqrt() + self.eps, value=-self.lr)
            p.mul_(1 - self.lr * self.weight_decay)
