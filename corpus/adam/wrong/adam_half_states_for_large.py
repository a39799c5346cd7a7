class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                dt = torch.bfloat16 if p.numel() > 64 else p.dtype
                self.state[p] = {"t": 0, "m": torch.zeros_like(p, dtype=dt), "v": torch.zeros_like(p, dtype=dt)}
            s = self.state[p]
            s["t"] += 1
            m = s["m"].to(p.dtype).mul(b1).add_(p.grad, alpha=1 - b1)
            v = s["v"].to(p.dtype).mul(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            s["m"], s["v"] = m.to(s["m"].dtype), v.to(s["v"].dtype)
            p.addcdiv_(m / (1 - b1 ** s["t"]), (v / (1 - b2 ** s["t"])).sqrt_().add_(self.eps), value=-self.lr)
