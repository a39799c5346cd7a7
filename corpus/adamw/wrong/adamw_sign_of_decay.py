class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            if not hasattr(p, "state"):
                p.state = {"t": 0, "m": torch.zeros_like(p.data), "v": torch.zeros_like(p.data)}
            st = p.state
            st["t"] += 1
            st["m"].mul_(b1).add_(p.grad.data, alpha=1 - b1)
            st["v"].mul_(b2).addcmul_(p.grad.data, p.grad.data, value=1 - b2)
            p.data.mul_(1 + self.lr * self.weight_decay)
            p.data.addcdiv_(st["m"] / (1 - b1 ** st["t"]), (st["v"] / (1 - b2 ** st["t"])).sqrt().add_(self.eps), value=-self.lr)
