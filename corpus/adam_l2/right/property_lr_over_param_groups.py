class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.param_groups = [dict(params=self.params, lr=lr, weight_decay=weight_decay)]
        self.state = {}

    @property
    def lr(self):
        return self.param_groups[0]["lr"]

    @lr.setter
    def lr(self, value):
        self.param_groups[0]["lr"] = value

    def _adam(self, p, g, lr):
        s = self.state.setdefault(id(p), {"n": 0, "m": torch.zeros_like(g), "v": torch.zeros_like(g)})
        s["n"] = s["n"] + 1
        for name, x, b in (("m", g, self.betas[0]), ("v", g * g, self.betas[1])):
            s[name] = b * s[name] + (1 - b) * x
        m, v = [s[name] / (1 - b ** s["n"]) for name, b in zip("mv", self.betas)]
        p.copy_(p - lr * m / (v.sqrt() + self.eps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self._adam(p, p.grad.add(p, alpha=group["weight_decay"]), group["lr"])
