class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    def _eps(self, dtype):
        """1e-10 is below what float32 can resolve, so never go under the machine epsilon."""
        return max(self.eps, torch.finfo(dtype).eps)

    @torch.no_grad()
    def step(self):
        for p in self.params:
            g = p.grad
            if g is None:
                continue
            self.state[p] = self.state.get(p, 0) + g * g
            p -= self.lr / (self.state[p].sqrt() + self._eps(p.dtype)) * g
