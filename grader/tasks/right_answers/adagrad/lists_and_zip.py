class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.Gs = [p.detach().clone().zero_() for p in self.params]

    @torch.no_grad()
    def step(self, closure=None):
        eps = self.eps
        for k, (p, G) in enumerate(zip(self.params, self.Gs)):
            if p.grad is None:
                continue
            g, lr = p.grad, self.lr
            G.add_(g.square())
            p.sub_(torch.div(g * lr, G ** 0.5 + eps))
