class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        active = [p for p in self.params if p.grad is not None]
        if not active:
            return
        with torch.enable_grad():
            penalty = sum(self.weight_decay / 2 * (p ** 2).sum() for p in active)
            penalty.backward()

        b1, b2 = self.betas
        with torch.no_grad():
            for k, p in enumerate(active):
                g = p.grad
                if p not in self.state:
                    self.state[p] = [torch.zeros_like(p), torch.zeros_like(p), 0]
                s = self.state[p]
                s[2] += 1
                s[0].mul_(b1).add_((1 - b1) * g)
                s[1].mul_(b2).add_((1 - b2) * g * g)
                v_hat, G_hat = s[0] / (1 - b1 ** s[2]), s[1] / (1 - b2 ** s[2])
                p.sub_(self.lr * v_hat / (G_hat.sqrt() + self.eps))
