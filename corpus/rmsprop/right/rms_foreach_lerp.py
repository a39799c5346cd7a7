class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {p: torch.zeros_like(p) for p in self.params}

    @torch.no_grad()
    def step(self):
        live = [p for p in self.params if p.grad is not None]
        if live:
            G = [self.state[p] for p in live]
            g = [p.grad for p in live]
            torch._foreach_lerp_(G, torch._foreach_mul(g, g), 1 - self.alpha)
            bottom = torch._foreach_add(torch._foreach_sqrt(G), self.eps)
            torch._foreach_add_(live, torch._foreach_div(g, bottom), alpha=-self.lr)
