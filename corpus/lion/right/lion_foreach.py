class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.v = [torch.zeros_like(p, requires_grad=False) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        live = [(p, v) for p, v in zip(self.params, self.v) if p.grad is not None]
        if not live:
            return
        P, V = [p for p, _ in live], [v for _, v in live]
        G = [p.grad for p in P]
        C = torch._foreach_mul(V, b1)
        torch._foreach_add_(C, G, alpha=1 - b1)
        torch._foreach_sign_(C)
        torch._foreach_add_(C, P, alpha=self.weight_decay)
        torch._foreach_add_(P, C, alpha=-self.lr)
        torch._foreach_mul_(V, b2)
        torch._foreach_add_(V, G, alpha=1 - b2)
