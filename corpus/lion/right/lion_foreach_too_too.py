class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = [torch.zeros_like(p, requires_grad=False) for p in self.params]

    @torch.no_grad()
    def step(self):
        triples = [(p, p.grad, v) for p, v in zip(self.params, self.state) if p.grad is not None]
        if not triples:
            return
        ps, gs, vs = map(list, zip(*triples))
        b1, b2 = self.betas
        direction = torch._foreach_mul(vs, b1)
        torch._foreach_add_(direction, gs, alpha=1 - b1)
        torch._foreach_sign_(direction)
        torch._foreach_add_(direction, ps, alpha=self.weight_decay)
        torch._foreach_add_(ps, direction, alpha=-self.lr)
        torch._foreach_mul_(vs, b2)
        torch._foreach_add_(vs, gs, alpha=1 - b2)
