import math

class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = [{"t": 0} for _ in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, s in zip(self.params, self.state):
            if p.grad is None:
                continue
            if s["t"] == 0:
                s["m"], s["v"] = torch.zeros_like(p), torch.zeros_like(p)
            s["t"] += 1
            g = torch.add(p.grad, p, alpha=self.weight_decay)
            s["m"].lerp_(g, 1 - b1)
            s["v"].lerp_(g * g, 1 - b2)
            c = math.sqrt(1 - b2 ** s["t"])
            p.addcdiv_(s["m"], s["v"].sqrt() + self.eps * c, value=-self.lr * c / (1 - b1 ** s["t"]))
