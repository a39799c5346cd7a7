class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {
            p: (torch.zeros((), dtype=torch.float64, device="cpu"), torch.zeros_like(p.data), torch.zeros_like(p.data))
            for p in self.params
        }

    @torch.no_grad()
    def step(self):
        for p, (t, v, G) in self.state.items():
            g = p.grad
            if g is None:
                continue
            t += 1
            v += (1 - self.betas[0]) * (g - v)
            G *= self.betas[1]
            G += (1 - self.betas[1]) * (g * g)
            c1, c2 = (1 - torch.pow(b, t).item() for b in self.betas)
            p -= self.lr * (v / c1) / ((G / c2).sqrt() + self.eps)
