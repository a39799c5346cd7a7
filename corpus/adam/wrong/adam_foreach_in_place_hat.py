class Adam(Optimizer):
    """Momentum and a learning rate for each weight, both corrected for their start at zero."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        active = [p for p in self.params if p.grad is not None]
        if not active:
            return
        grads = [p.grad for p in active]
        for p in active:
            entry = self.state.setdefault(p, [torch.zeros_like(p), torch.zeros_like(p), 0])
            entry[2] += 1
        vs, Gs, ts = (list(x) for x in zip(*(self.state[p] for p in active)))

        torch._foreach_mul_(vs, b1)
        torch._foreach_add_(vs, grads, alpha=1 - b1)
        torch._foreach_mul_(Gs, b2)
        torch._foreach_addcmul_(Gs, grads, grads, 1 - b2)

        v_hat = vs
        torch._foreach_div_(v_hat, [1 - b1 ** t for t in ts])
        denom = torch._foreach_div(Gs, [1 - b2 ** t for t in ts])
        torch._foreach_sqrt_(denom)
        torch._foreach_add_(denom, self.eps)
        torch._foreach_addcdiv_(active, v_hat, denom, -self.lr)
