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
            if p.grad is None:
                continue
            s = self.state.get(p)
            if s is None:
                s = self.state[p] = {"t": 0, "v": torch.zeros_like(p), "G": torch.zeros_like(p)}
                s["scratch"] = torch.empty_like(p)      # no allocation in later steps
            scratch = s["scratch"]
            s["t"] += 1
            torch.mul(p, self.weight_decay, out=scratch).add_(p.grad)
            s["v"].lerp_(scratch, 1 - b1)
            s["G"].lerp_(scratch.square_(), 1 - b2)
            torch.div(s["G"], 1 - b2 ** s["t"], out=scratch).sqrt_().add_(self.eps)
            p.addcdiv_(s["v"], scratch, value=-self.lr / (1 - b1 ** s["t"]))
