class RMSprop(Optimizer):
    """Each parameter has its own generator, whose local variable G is the accumulator."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.movers = [self._mover(p) for p in self.params]

    def _mover(self, p):
        G = torch.zeros_like(p, requires_grad=False)
        while True:
            if p.grad is not None:
                g = p.grad.detach()
                G = self.alpha * G + (1 - self.alpha) * g * g
                p.data.sub_(g.mul(self.lr).div(G.sqrt().add(self.eps)))
            yield

    def step(self):
        for mover in self.movers:
            next(mover)
