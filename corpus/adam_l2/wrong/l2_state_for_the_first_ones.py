class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        if not self.state:
            # first call: make room for v and G
            self.state = {
                p: {"t": 0, "v": torch.zeros_like(p), "G": torch.zeros_like(p)}
                for p in self.params if p.grad is not None
            }
        for p in self.params:
            if p.grad is not None:
                self.one(p, self.state[p], *self.betas)

    def one(self, p, s, b1, b2):
        s["t"] += 1
        g = p.grad + self.weight_decay * p
        s["v"].mul_(b1).add_(g, alpha=1 - b1)
        s["G"].mul_(b2).addcmul_(g, g, value=1 - b2)
        step_size = self.lr / (1 - b1 ** s["t"])
        p.sub_(step_size * s["v"] / ((s["G"] / (1 - b2 ** s["t"])) ** 0.5 + self.eps))
