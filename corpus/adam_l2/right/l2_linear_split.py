class AdamL2(Optimizer):
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
        wd = self.weight_decay
        for p in self.params:
            if p.grad is None:
                continue
            s = self.state.setdefault(p, {"t": 0})
            s["t"] += 1
            v = s.setdefault("v", torch.zeros_like(p))
            G = s.setdefault("G", torch.zeros_like(p))
            v.mul_(b1).add_(p.grad, alpha=1 - b1).add_(p, alpha=(1 - b1) * wd)
            G.mul_(b2).add_((p.grad + wd * p).square_(), alpha=1 - b2)
            r = math.sqrt(1 - b2 ** s["t"])
            p.sub_(v.div(G.sqrt() + r * self.eps), alpha=self.lr * r / (1 - b1 ** s["t"]))
