class Adam(Optimizer):
    """Momentum and a learning rate for each weight, both corrected for their start at zero."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def slot(self, p, cache={}):
        # creates the entry on first use
        if p not in cache:
            cache[p] = {"v": torch.zeros_like(p), "G": torch.zeros_like(p), "t": 0}
        return cache[p]

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            s = self.slot(p)
            s["t"] += 1
            s["v"] = beta1 * s["v"] + (1 - beta1) * p.grad
            s["G"] = beta2 * s["G"] + (1 - beta2) * p.grad ** 2
            v_hat = s["v"] / (1 - beta1 ** s["t"])
            G_hat = s["G"] / (1 - beta2 ** s["t"])
            p -= self.lr / (G_hat.sqrt() + self.eps) * v_hat
