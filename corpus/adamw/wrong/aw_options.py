class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}
        first = self.params[0]
        for p in self.params:
            options = {"dtype": first.dtype, "device": first.device}
            self.state[p] = {
                "v": torch.zeros(p.shape, **options),
                "G": torch.zeros(p.shape, **options),
                "t": 0,
            }

    def step(self):
        with torch.no_grad():
            for p, s in self.state.items():
                if p.grad is None:
                    continue
                s["t"] += 1
                s["v"].mul_(self.betas[0]).add_((1 - self.betas[0]) * p.grad)
                s["G"].mul_(self.betas[1]).add_((1 - self.betas[1]) * p.grad ** 2)
                v = s["v"] / (1 - self.betas[0] ** s["t"])
                G = s["G"] / (1 - self.betas[1] ** s["t"])
                p.mul_(1 - self.lr * self.weight_decay)
                p.sub_(self.lr / (G.sqrt() + self.eps) * v)
