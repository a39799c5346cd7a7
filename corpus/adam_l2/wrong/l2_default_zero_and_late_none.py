class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {p: {"step": 0, "m": torch.zeros_like(p), "v": torch.zeros_like(p)} for p in self.params}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            st = self.state[p]
            st["step"] += 1
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p
            st["m"].mul_(b1).add_(g, alpha=1 - b1)
            st["v"].mul_(b2).addcmul_(g, g, value=1 - b2)
            denom = (st["v"].sqrt() / math.sqrt(1 - b2 ** st["step"])).add_(self.eps)
            p.addcdiv_(st["m"], denom, value=-self.lr / (1 - b1 ** st["step"]))
