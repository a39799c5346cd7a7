class Momentum(Optimizer):
    """Gradient descent with momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            g = p.grad
            if g is None: continue
            v = self.state.setdefault(p, torch.zeros_like(p))
            if torch.sum(v * g) < 0:      # we are running uphill
                v.zero_()
            v.mul_(self.momentum).add_(g)
            p.add_(v, alpha=-self.lr)
