class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {p: dict(v=torch.zeros_like(p), G=torch.zeros_like(p), t=0) for p in self.params}

    def step(self):
        beta_1, beta_2 = self.betas
        for p, s in self.state.items():
            g = p.grad
            if g is None:
                continue
            s["t"] += 1
            s["v"].lerp_(g, 1 - beta_1)
            s["G"].lerp_(g.square(), 1 - beta_2)
            momentum = s["v"] / (1 - beta_1 ** s["t"])
            # eps keeps us from dividing by zero
            root = (s["G"] / (1 - beta_2 ** s["t"])).sqrt().clamp(min=self.eps)
            with torch.no_grad():
                p.addcdiv_(momentum, root, value=-self.lr)
