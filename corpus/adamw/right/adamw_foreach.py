class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.rows = [[p, torch.zeros_like(p.data), torch.zeros_like(p.data), 0] for p in self.params]

    @torch.no_grad()
    def step(self):
        live = [r for r in self.rows if r[0].grad is not None]
        if not live:
            return
        for r in live:
            r[3] += 1
        P, V, G, T = (list(c) for c in zip(*live))
        g = [p.grad for p in P]
        b1, b2 = self.betas
        torch._foreach_mul_(P, 1 - self.lr * self.weight_decay)
        torch._foreach_lerp_(V, g, 1 - b1)
        torch._foreach_mul_(G, b2)
        torch._foreach_addcmul_(G, g, g, value=1 - b2)
        denom = torch._foreach_sqrt(G)
        torch._foreach_div_(denom, [(1 - b2 ** t) ** 0.5 for t in T])
        torch._foreach_add_(denom, self.eps)
        torch._foreach_addcdiv_(P, V, denom, [-self.lr / (1 - b1 ** t) for t in T])
