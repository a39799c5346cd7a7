class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.v = [torch.zeros_like(p) for p in self.params]
        self.G = [torch.zeros_like(p) for p in self.params]
        self.t = torch.zeros(len(self.params), dtype=torch.uint8)  # small is enough for a counter

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.t[i] += 1
            t = self.t[i].item()
            self.v[i].mul_(b1).add_(p.grad, alpha=1 - b1)
            self.G[i].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            v_hat = self.v[i] / (1 - b1 ** t)
            G_hat = self.G[i] / (1 - b2 ** t)
            p.sub_(self.lr * v_hat / (G_hat.sqrt() + self.eps))
