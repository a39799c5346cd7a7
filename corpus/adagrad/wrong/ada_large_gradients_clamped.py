class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.G = [torch.zeros_like(p.data) for p in self.params]

    def step(self):
        for p, G in zip(self.params, self.G):
            if p.grad is None:
                continue
            g = p.grad.data
            G.add_(g.square().clamp_(max=1e8))
            p.data.addcdiv_(g, G.sqrt() + self.eps, value=-self.lr)
