T = 0


class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.m = {p: torch.zeros_like(p) for p in self.params}
        self.v = {p: torch.zeros_like(p) for p in self.params}

    @torch.no_grad()
    def step(self):
        global T
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            T += 1
            t = T
            g = p.grad + self.weight_decay * p
            self.m[p].mul_(b1).add_(g, alpha=1 - b1)
            self.v[p].mul_(b2).addcmul_(g, g, value=1 - b2)
            p.sub_(self.lr * (self.m[p] / (1 - b1 ** t)) / ((self.v[p] / (1 - b2 ** t)).sqrt() + self.eps))
