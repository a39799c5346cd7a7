class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            s = self.state.setdefault(p, dict(t=0, v=torch.zeros_like(p), G=torch.zeros_like(p)))
            s["t"] += 1
            for name, x, beta in (("v", p.grad, self.betas[0]), ("G", p.grad ** 2, self.betas[1])):
                s[name] = beta * s[name] + (1 - beta) * x
                s[name + "_hat"] = s[name] / (1 - beta ** s["t"])
            s["update"] = s["v_hat"] / (s["G_hat"].sqrt() + self.eps)
            p.mul_(1 - self.lr * self.weight_decay).sub_(self.lr * s["update"])
