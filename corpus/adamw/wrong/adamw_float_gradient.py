class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def get_state(self, p):
        if p not in self.state:
            self.state[p] = {"t": 0, "v": torch.zeros_like(p), "G": torch.zeros_like(p)}
        self.state[p]["t"] += 1
        return self.state[p]["t"], self.state[p]["v"], self.state[p]["G"]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.float()
            t, v, G = self.get_state(p)
            v.mul_(b1).add_(g, alpha=1 - b1)
            G.mul_(b2).add_(g * g, alpha=1 - b2)
            p.mul_(1 - self.lr * self.weight_decay)
            p -= self.lr * (v / (1 - b1**t)) / ((G / (1 - b2**t)).sqrt() + self.eps)
