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
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p.clamp(-2, 2)
            s = self.state.setdefault(p, [0, torch.zeros_like(p), torch.zeros_like(p)])
            s[0] += 1
            s[1].mul_(b1).add_(g, alpha=1 - b1)
            s[2].mul_(b2).addcmul_(g, g, value=1 - b2)
            p.addcdiv_(s[1] / (1 - b1 ** s[0]), (s[2] / (1 - b2 ** s[0])).sqrt() + self.eps, value=-self.lr)
