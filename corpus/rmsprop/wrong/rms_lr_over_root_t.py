class RMSprop(Optimizer):
    """Lecture 6e, with the usual eta_t = eta / sqrt(t)."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.t = 0
        self.mean_square = {p: torch.zeros_like(p) for p in self.params}

    @torch.no_grad()
    def step(self):
        self.t += 1
        eta = self.lr / math.sqrt(self.t)
        for p, ms in self.mean_square.items():
            if p.grad is None:
                continue
            ms.mul_(self.alpha).add_((1 - self.alpha) * p.grad ** 2)
            p.addcdiv_(p.grad, ms.sqrt() + self.eps, value=-eta)
