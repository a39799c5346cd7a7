from types import SimpleNamespace


class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = [SimpleNamespace(t=0, v=torch.zeros_like(p), G=torch.zeros_like(p)) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, s in zip(self.params, self.state):
            if p.grad is None:
                continue
            s.t += 1
            s.v = b1 * s.v + (1 - b1) * p.grad
            s.G = b2 * s.G + (1 - b2) * p.grad ** 2
            vhat = s.v / (1 - b1 ** s.t)
            p -= self.lr * vhat / torch.sqrt(s.G + self.eps)
