class Adagrad(Optimizer):
    """Adagrad that remembers the root of the accumulator: R = hypot(R, g)."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.roots = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, R in zip(self.params, self.roots):
            if p.grad is None:
                continue
            torch.hypot(R, p.grad, out=R)
            p.addcdiv_(p.grad, R + self.eps, value=-self.lr)
