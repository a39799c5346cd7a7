class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        active = [p for p in self.params if p.grad is not None]
        if not active:
            return
        torch._foreach_mul_(self.params, 1 - self.lr * self.weight_decay)
        b1, b2 = self.betas
        for p in active:
            v, G, t = self.state.get(p, (torch.zeros_like(p), torch.zeros_like(p), 0))
            v.lerp_(p.grad, 1 - b1)
            G.lerp_(p.grad ** 2, 1 - b2)
            t += 1
            self.state[p] = (v, G, t)
            p.addcdiv_(v / (1 - b1**t), (G / (1 - b2**t)).sqrt_().add_(self.eps), value=-self.lr)
