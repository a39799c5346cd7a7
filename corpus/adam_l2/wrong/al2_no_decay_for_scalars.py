class AdamL2(Optimizer):
    """Scalars (temperature, scale...) are not regularised."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        (b1, b2), eps = self.betas, self.eps
        for p in self.params:
            if p.grad is None:
                continue
            wd = self.weight_decay if p.ndim > 0 else 0.0
            grad = torch.add(p.grad, p, alpha=wd)
            s = self.state.setdefault(p, {"t": 0, "m": torch.zeros_like(p), "v": torch.zeros_like(p)})
            s["t"] += 1
            s["m"].lerp_(grad, 1 - b1)
            s["v"].lerp_(grad * grad, 1 - b2)
            m_hat = s["m"] / (1 - b1 ** s["t"])
            v_hat = s["v"] / (1 - b2 ** s["t"])
            p.sub_(m_hat / (v_hat.sqrt() + eps), alpha=self.lr)
