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
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            s = self.state.setdefault(i, {})
            if not s:
                s.update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p), vmax=torch.zeros_like(p))
            s["t"] += 1
            s["m"].mul_(b1).add_(p.grad, alpha=1 - b1)
            s["v"].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            torch.maximum(s["vmax"], s["v"], out=s["vmax"])
            denom = (s["vmax"] / (1 - b2 ** s["t"])).sqrt() + self.eps
            p.addcdiv_(s["m"] / (1 - b1 ** s["t"]), denom, value=-self.lr)
