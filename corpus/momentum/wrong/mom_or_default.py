from types import SimpleNamespace

class Momentum(Optimizer):
    """Gradient descent with momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.cfg = SimpleNamespace(mu=momentum or 0.9)
        self.state = {}

    @torch.no_grad()
    def step(self):
        active = [p for p in self.params if p.grad is not None]
        for p in active:
            self.state[p] = p.grad + self.cfg.mu * self.state.get(p, torch.zeros_like(p))
        for p in active:
            p.sub_(self.state[p], alpha=self.lr)
