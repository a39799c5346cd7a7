from itertools import count


class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

        self.clocks = [count(1) for _ in self.params]
        self.moments = [(torch.zeros_like(p), torch.zeros_like(p)) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, (v, G), clock in zip(self.params, self.moments, self.clocks):
            if p.grad is None:
                continue
            v.mul_(b1).add_(p.grad, alpha=1 - b1)
            G.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            v_hat = v / (1 - b1 ** next(clock))
            G_hat = G / (1 - b2 ** next(clock))
            p.mul_(1 - self.lr * self.weight_decay).sub_(self.lr * v_hat / (G_hat.sqrt() + self.eps))
