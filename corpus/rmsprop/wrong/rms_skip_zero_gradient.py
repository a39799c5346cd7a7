class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {p: torch.zeros_like(p) for p in self.params}

    @staticmethod
    def has_gradient(p):
        # all zeros: the weight would not move anyway, so save the work
        return p.grad is not None and bool(p.grad.count_nonzero())

    @torch.no_grad()
    def step(self):
        for p in filter(self.has_gradient, self.params):
            G = self.state[p]
            G.mul_(self.alpha).add_((1 - self.alpha) * p.grad ** 2)
            p.sub_(self.lr / (G.sqrt() + self.eps) * p.grad)
