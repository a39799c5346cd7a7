class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.param_groups = [{"params": self.params, "lr": lr, "betas": betas, "eps": eps}]
        self.state = {}

    @property
    def lr(self):
        return self.param_groups[0]["lr"]

    @lr.setter
    def lr(self, value):
        for group in self.param_groups:
            group["lr"] = value

    @torch.inference_mode(False)
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                t, m, v = self.state.get(p, (0, torch.zeros_like(p), torch.zeros_like(p)))
                with torch.no_grad():
                    t = t + 1
                    m = m + (1 - beta1) * (p.grad - m)
                    v = v + (1 - beta2) * (p.grad.square() - v)
                    self.state[p] = (t, m, v)
                    p.subtract_(group["lr"] * (m / (1 - beta1 ** t)) / (torch.sqrt(v / (1 - beta2 ** t)) + group["eps"]))
