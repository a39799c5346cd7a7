class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def penalised(self, p):
        lam = self.weight_decay / max(p.numel(), 1)
        return p.grad + lam * p.detach()

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            g = self.penalised(p)
            if p not in self.state:
                self.state[p] = {"t": 0, "v": torch.zeros_like(g), "G": torch.zeros_like(g)}
            st = self.state[p]
            st["t"] += 1
            st["v"].mul_(b1).add_(g, alpha=1 - b1)
            st["G"].mul_(b2).add_(g * g, alpha=1 - b2)
            v_hat = st["v"] / (1 - b1 ** st["t"])
            G_hat = st["G"] / (1 - b2 ** st["t"])
            p.data.sub_(self.lr * v_hat / (G_hat.sqrt() + self.eps))
