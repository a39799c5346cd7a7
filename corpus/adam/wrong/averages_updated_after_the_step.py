class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.mv = {p: torch.stack([torch.zeros_like(p), torch.zeros_like(p)]) for p in self.params}
        self.count = torch.zeros(len(self.params), dtype=torch.long)

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, (p, mv) in enumerate(self.mv.items()):
            if p.grad is not None:
                self.count[i] += 1
                t = self.count[i].item()
                p.sub_(mv[0] / (1 - b1 ** t) / (mv[1].div(1 - b2 ** t).sqrt() + self.eps), alpha=self.lr)
                mv[0].mul_(b1).add_(p.grad, alpha=1 - b1)
                mv[1].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
