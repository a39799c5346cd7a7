class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

        for k, p in enumerate(self.params):
            v = torch.zeros(p.shape, dtype=p.dtype)
            G = torch.zeros(p.shape, dtype=p.dtype)
            self.state[k] = {"v": v, "G": G, "t": 0}

    def step(self):
        b1, b2 = self.betas
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            s = self.state[k]
            s["t"] += 1
            with torch.no_grad():
                g_prime = p.grad + self.weight_decay * p
                s["v"] *= b1
                s["v"] += (1 - b1) * g_prime
                s["G"] *= b2
                s["G"] += (1 - b2) * g_prime * g_prime
                v_hat = s["v"] / (1 - b1 ** s["t"])
                G_hat = s["G"] / (1 - b2 ** s["t"])
                p -= self.lr * v_hat / (torch.sqrt(G_hat) + self.eps)
