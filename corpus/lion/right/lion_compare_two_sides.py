class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.velocity = {}

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        shrink = 1 - self.lr * self.weight_decay
        for p in filter(lambda q: q.grad is not None, self.params):
            v = self.velocity.pop(p, None)
            if v is None:
                v = torch.zeros_like(p, requires_grad=False)
            # sign(a + b) without the sum: +1 where a > -b, -1 where a < -b, 0 where they cancel
            a, minus_b = beta1 * v, (beta1 - 1) * p.grad
            down, up = a > minus_b, a < minus_b
            p.mul_(shrink).add_(up.to(p.dtype) - down.to(p.dtype), alpha=self.lr)
            self.velocity[p] = v.mul_(beta2).add_(p.grad, alpha=1 - beta2)
