def running_squares(like):
    G = torch.zeros_like(like)
    g = yield
    while True:
        G = G.addcmul_(g, g)
        del g
        g = yield G


class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.sums = {}
        for p in self.params:
            self.sums[p] = running_squares(p.detach())
            next(self.sums[p])

    @torch.no_grad()
    def step(self):
        for p, co in self.sums.items():
            if p.grad is None:
                continue
            step = torch.div(p.grad, co.send(p.grad).sqrt() + self.eps)
            p.data.add_(step.mul_(-self.lr))
