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
        beta1, beta2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = {"v": torch.zeros_like(p), "G": torch.zeros_like(p), "t": 0}
            s = self.state[p]
            s["t"] += 1
            g = p.grad + self.weight_decay * p
            s["v"] = beta1 * s["v"] + (1 - beta1) * g
            s["G"] = beta2 * s["G"] + (1 - beta2) * g * g
            v_hat = s["v"] / (1 - beta1 ** s["t"])
            G_hat = s["G"] / (1 - beta2 ** s["t"])
            update = self.lr / (torch.sqrt(G_hat) + self.eps) * v_hat
            p.data.copy_(p.data - update.data)
