class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        for p in self.params:
            p.adam = {"m": torch.zeros_like(p.data), "v": torch.zeros_like(p.data), "c1": 1.0, "c2": 1.0}

    def step(self):
        for p in self.params:
            if p.grad is None: continue
            a = p.adam
            g = p.grad.data + p.data * self.weight_decay
            a["c1"] *= self.betas[0]
            a["c2"] *= self.betas[1]
            a["m"] += (1 - self.betas[0]) * (g - a["m"])
            a["v"] += (1 - self.betas[1]) * (g.pow(2) - a["v"])
            p.data -= self.lr * a["m"] / (1 - a["c1"]) / ((a["v"] / (1 - a["c2"])).sqrt() + self.eps)
