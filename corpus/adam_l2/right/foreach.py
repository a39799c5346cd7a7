class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.steps = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        rows = [k for k, p in enumerate(self.params) if p.grad is not None]
        if len(rows) < 1:
            return
        b1, b2 = self.betas
        P = [self.params[k] for k in rows]
        M = [self.m[k] for k in rows]
        V = [self.v[k] for k in rows]
        for k in rows:
            self.steps[k] += 1
        G = torch._foreach_add([p.grad for p in P], P, alpha=self.weight_decay)
        torch._foreach_lerp_(M, G, 1 - b1)
        torch._foreach_mul_(V, b2)
        torch._foreach_addcmul_(V, G, G, 1 - b2)
        D = torch._foreach_div(V, [1 - b2 ** self.steps[k] for k in rows])
        torch._foreach_sqrt_(D)
        torch._foreach_add_(D, self.eps)
        torch._foreach_addcdiv_(P, M, D, [-self.lr / (1 - b1 ** self.steps[k]) for k in rows])
