class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

        self.state["moments"] = [torch.zeros((2, *p.shape), dtype=p.dtype, device=p.device) for p in self.params]
        self.state["steps"] = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.state["steps"][i] += 1
            t, m = self.state["steps"][i], self.state["moments"][i]
            g = torch.add(p.grad, p, alpha=self.weight_decay)
            betas = torch.tensor(self.betas, dtype=p.dtype, device=p.device).reshape(2, *[1] * p.dim())
            m += (1 - betas) * (torch.stack((g, g * g)) - m)
            v_hat, G_hat = m / (1 - betas**t)
            p -= self.lr / (G_hat.sqrt() + self.eps) * v_hat
