class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.G = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, G in zip(self.params, self.G):
            if (g := p.grad) is None:
                continue
            G += g.square()
            p.add_(g * G.rsqrt(), alpha=-self.lr)
