class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None or not p.grad.any():
                continue
            g = p.grad + self.weight_decay * p
            if p not in self.state:
                self.state[p] = dict(t=0, v=torch.zeros_like(p), G=torch.zeros_like(p))
            s = self.state[p]
            s["t"] += 1
            s["v"] += (1 - b1) * (g - s["v"])
            s["G"] += (1 - b2) * (g * g - s["G"])
            vh, Gh = s["v"] / (1 - b1 ** s["t"]), s["G"] / (1 - b2 ** s["t"])
            p -= self.lr * vh / (Gh + self.eps).sqrt()
