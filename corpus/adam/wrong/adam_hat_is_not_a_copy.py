class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}
        for p in self.params:
            self.state[p] = {"t": 0, "v": torch.zeros_like(p), "G": torch.zeros_like(p)}

    def step(self):
        beta1, beta2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            s = self.state[p]
            s["t"] += 1
            s["v"] = beta1 * s["v"] + (1 - beta1) * p.grad
            s["G"] = beta2 * s["G"] + (1 - beta2) * p.grad ** 2
            v_hat, G_hat = s["v"], s["G"]
            v_hat /= 1 - beta1 ** s["t"]
            G_hat /= 1 - beta2 ** s["t"]
            with torch.no_grad():
                p -= self.lr / (G_hat.sqrt() + self.eps) * v_hat
