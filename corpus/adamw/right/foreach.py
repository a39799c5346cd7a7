class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.exp_avg = [torch.zeros_like(p) for p in self.params]
        self.exp_avg_sq = [torch.zeros_like(p) for p in self.params]
        self.age = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        rows = list(zip(self.params, self.exp_avg, self.exp_avg_sq, range(len(self.params))))
        rows = [row for row in rows if row[0].grad is not None]
        if not rows:
            return
        ps, ms, vs, ks = map(list, zip(*rows))
        gs = [p.grad for p in ps]
        for k in ks:
            self.age[k] += 1
        torch._foreach_mul_(ps, 1 - self.lr * self.weight_decay)
        torch._foreach_lerp_(ms, gs, 1 - b1)
        torch._foreach_mul_(vs, b2)
        torch._foreach_addcmul_(vs, gs, gs, 1 - b2)
        roots = torch._foreach_sqrt(vs)
        torch._foreach_div_(roots, [(1 - b2 ** self.age[k]) ** 0.5 for k in ks])
        torch._foreach_add_(roots, self.eps)
        torch._foreach_addcdiv_(ps, ms, roots, [-self.lr / (1 - b1 ** self.age[k]) for k in ks])
