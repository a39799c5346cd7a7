class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay
        self.count = dict.fromkeys(self.params, 0)
        self.avg = {p: torch.zeros_like(p, requires_grad=False) for p in self.params}
        self.sq = {p: torch.zeros_like(p, requires_grad=False) for p in self.params}

    @torch.no_grad()
    def step(self):
        live = [p for p in self.params if p.grad is not None]
        if not live:
            return
        b1, b2 = self.betas
        for p in live:
            self.count[p] += 1
        g = torch._foreach_add([p.grad for p in live], live, alpha=self.weight_decay)
        m, s = [self.avg[p] for p in live], [self.sq[p] for p in live]
        torch._foreach_lerp_(m, g, 1 - b1)
        torch._foreach_mul_(s, b2)
        torch._foreach_addcmul_(s, g, g, 1 - b2)
        root = torch._foreach_sqrt(s)
        torch._foreach_div_(root, [math.sqrt(1 - b2 ** self.count[p]) for p in live])
        torch._foreach_add_(root, self.eps)
        torch._foreach_addcdiv_(live, m, root, [-self.lr / (1 - b1 ** self.count[p]) for p in live])
