class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.vs = [p.detach().clone().zero_() for p in self.params]
        self.Gs = [p.detach().clone().zero_() for p in self.params]
        self.counts = [0 for _ in self.params]

    @torch.no_grad()
    def step(self, closure=None):
        beta1, beta2 = self.betas
        eps, wd = self.eps, self.weight_decay
        for k, (p, v, G) in enumerate(zip(self.params, self.vs, self.Gs)):
            if p.grad is None:
                continue
            self.counts[k] += 1
            t = self.counts[k]
            g, lr = p.grad, self.lr
            g = torch.add(g, wd * p)
            v.lerp_(g, 1 - beta1)
            G.lerp_(g.square(), 1 - beta2)
            factor = (1 - beta2 ** t) ** 0.5
            p.sub_(lr * factor / (1 - beta1 ** t) * v / (G.sqrt() + eps * factor))
