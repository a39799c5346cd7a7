class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        # frozen parameters need no memory
        self.state = [
            {"v": torch.zeros_like(p), "G": torch.zeros_like(p), "t": 0}
            for p in self.params
            if p.requires_grad
        ]

    def step(self):
        b1, b2 = self.betas
        with torch.no_grad():
            for p, s in zip(self.params, self.state):
                if p.grad is None:
                    continue
                s["t"] += 1
                s["v"] += (1 - b1) * (p.grad - s["v"])
                s["G"] += (1 - b2) * (p.grad ** 2 - s["G"])
                v_hat = s["v"] / (1 - b1 ** s["t"])
                G_hat = s["G"] / (1 - b2 ** s["t"])
                p -= self.lr / (G_hat.sqrt() + self.eps) * v_hat
