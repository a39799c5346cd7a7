class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.moments, self.t = {}, {}
    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            both = self.moments.setdefault(k, torch.zeros((2, *p.shape), dtype=p.dtype, device=p.device))
            self.t[k] = self.t.get(k, 0) + 1
            betas = torch.tensor(self.betas, dtype=p.dtype, device=p.device).reshape(2, *[1] * p.dim())
            both.copy_(betas * both + (1 - betas) * torch.stack([p.grad, p.grad ** 2]))
            m, v = both / (1 - betas ** self.t[k])
            p -= self.lr * m / (v.sqrt() + self.eps)
