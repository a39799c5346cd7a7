class RMSprop(Optimizer):
    """RMSprop with the discounted sum S = g_t^2 + alpha g_{t-1}^2 + ..., so that G = (1 - alpha) S."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.S = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            S = self.S[p] = p.grad.square() + self.alpha * self.S.get(p, 0)
            p.addcdiv_(p.grad, S.mul(1 - self.alpha).sqrt_().add_(self.eps), value=-self.lr)
