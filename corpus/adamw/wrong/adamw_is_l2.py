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
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p
            st = self.state.setdefault(p, [torch.zeros_like(p), torch.zeros_like(p), 0])
            m, v, t = st
            t += 1
            st[2] = t
            m.lerp_(g, 1 - self.betas[0])
            v.lerp_(g.square(), 1 - self.betas[1])
            p.sub_(self.lr * m.div(1 - self.betas[0] ** t) / (v.div(1 - self.betas[1] ** t).sqrt() + self.eps))
