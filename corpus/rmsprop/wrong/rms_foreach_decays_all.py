class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.G = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        torch._foreach_mul_(self.G, self.alpha)
        todo = [(p, p.grad, G) for p, G in zip(self.params, self.G) if p.grad is not None]
        if not todo:
            return
        ps, gs, Gs = (list(x) for x in zip(*todo))
        torch._foreach_addcmul_(Gs, gs, gs, 1 - self.alpha)
        denom = torch._foreach_sqrt(Gs)
        torch._foreach_add_(denom, self.eps)
        torch._foreach_addcdiv_(ps, gs, denom, -self.lr)
