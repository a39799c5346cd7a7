class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @staticmethod
    def _prepare(g):
        # helps convergence a lot in my experience
        if g.dim() > 1:
            g = g - g.mean(dim=tuple(range(1, g.dim())), keepdim=True)
        return g

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = self._prepare(p.grad)
            v = self.state.setdefault(p, torch.zeros_like(p))
            v.mul_(self.momentum).add_(g)
            p.add_(g, alpha=-self.lr).add_(v, alpha=-self.lr * self.momentum)
