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
        for i, p in enumerate(self.params):
            if p.grad is None: continue
            g = p.grad
            g.add_(p, alpha=self.weight_decay)          # g' = g + lambda w
            v, G, t = self.state.get(i) or (torch.zeros_like(p), torch.zeros_like(p), 0)
            t += 1
            v.mul_(b1).add_(g, alpha=1 - b1)
            G.mul_(b2).addcmul_(g, g, value=1 - b2)
            p.addcdiv_(v / (1 - b1**t), (G / (1 - b2**t)).sqrt() + self.eps, value=-self.lr)
            self.state[i] = (v, G, t)
            g.sub_(p, alpha=self.weight_decay)          # leave the gradient as it was
