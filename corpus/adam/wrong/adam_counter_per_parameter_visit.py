class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = 0
        self.mom = {p: torch.zeros_like(p) for p in self.params}
        self.sqr = {p: torch.zeros_like(p) for p in self.params}

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            self.t += 1
            t = self.t
            self.mom[p].lerp_(p.grad, 1 - beta1)
            self.sqr[p].lerp_(p.grad ** 2, 1 - beta2)
            p -= self.lr * (self.mom[p] / (1 - beta1 ** t)) / ((self.sqr[p] / (1 - beta2 ** t)).sqrt() + self.eps)
