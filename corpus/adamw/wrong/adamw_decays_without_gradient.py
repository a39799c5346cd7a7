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
            p.mul_(1 - self.lr * self.weight_decay)
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = {"n": 0, "m": torch.zeros_like(p), "s": torch.zeros_like(p)}
            st = self.state[p]
            st["n"] += 1
            st["m"].mul_(b1).add_(p.grad, alpha=1 - b1)
            st["s"].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p.addcdiv_(st["m"] / (1 - b1 ** st["n"]), (st["s"] / (1 - b2 ** st["n"])).sqrt() + self.eps, value=-self.lr)
