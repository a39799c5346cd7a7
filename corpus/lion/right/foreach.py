class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.bufs = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        some = [(p, p.grad, m) for p, m in zip(self.params, self.bufs) if p.grad is not None]
        if not some:
            return
        ps, gs, ms = (list(column) for column in zip(*some))
        b1, b2 = self.betas
        torch._foreach_mul_(ps, 1 - self.lr * self.weight_decay)
        us = torch._foreach_mul(ms, b1)
        torch._foreach_add_(us, gs, alpha=1 - b1)
        us = [u.sign() for u in us]
        torch._foreach_add_(ps, us, alpha=-self.lr)
        torch._foreach_mul_(ms, b2)
        torch._foreach_add_(ms, gs, alpha=1 - b2)
