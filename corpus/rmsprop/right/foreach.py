class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        live = [(p, p.grad, v) for p, v in zip(self.params, self.v) if p.grad is not None]
        if live:
            p, g, v = (list(x) for x in zip(*live))
            torch._foreach_mul_(v, self.alpha)
            torch._foreach_addcmul_(v, g, g, 1 - self.alpha)
            d = torch._foreach_sqrt(v)
            torch._foreach_add_(d, self.eps)
            torch._foreach_addcdiv_(p, g, d, -self.lr)
