class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = [0] * len(self.params)
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, (p, m, v) in enumerate(zip(self.params, self.m, self.v)):
            if p.grad is None:
                continue
            self.t[i] += 1
            on = (p.grad.abs() >= 1e-6).to(p.dtype)
            m += on * (1 - b1) * (p.grad - m)
            v += on * (1 - b2) * (p.grad ** 2 - v)
            p -= on * self.lr * (m / (1 - b1 ** self.t[i])) / ((v / (1 - b2 ** self.t[i])).sqrt() + self.eps)
