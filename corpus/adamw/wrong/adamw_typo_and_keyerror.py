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
            st = self.state[p]
            if len(st) == 0:
                st["t"], st["m"], st["v"] = 0, torch.zeros_like(p), torch.zeros_like(p)
            st["t"] += 1
            st["m"].mul_(b1).add_(p.grad, alpha=1 - b1)
            st["v"].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            mhat = st["m"] / (1 - b1 ** st["t"])
            vhat = st["v"] / (1 - b1 ** (2 * st["t"]))
            p.data = p.data.mul_(1 - self.lr * self.weight_decay)
            p.addcdiv_(mhat, vhat.sqrt().add_(self.eps), value=-self.lr)
