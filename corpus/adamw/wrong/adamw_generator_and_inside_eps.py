class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.state = {p: [0, torch.zeros_like(p), torch.zeros_like(p)] for p in params}
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, s in self.state.items():
            if p.grad is None:
                continue
            s[0] += 1
            t, v, G = s
            v.mul_(b1).add_(p.grad, alpha=1 - b1)
            G.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            denom = (G / (1 - b2 ** t) + self.eps).sqrt()
            p.mul_(1 - self.lr * self.weight_decay).addcdiv_(v / (1 - b1 ** t), denom, value=-self.lr)
