class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.mom = {i: [torch.zeros_like(p), torch.zeros_like(p), 0] for i, p in enumerate(self.params)}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            s = self.mom[i]
            old = p.clone()
            s[2] += 1
            s[0].lerp_(p.grad, 1 - b1)
            s[1].lerp_(p.grad.square(), 1 - b2)
            p.addcdiv_(s[0] / (1 - b1 ** s[2]), (s[1] / (1 - b2 ** s[2])).sqrt().add_(self.eps), value=-self.lr)
            p.sub_(old, alpha=self.lr * self.weight_decay)
