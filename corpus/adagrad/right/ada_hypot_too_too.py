class Adagrad(Optimizer):
    """Stores R = sqrt(G) in place of G: sqrt(R² + g²) is a hypotenuse."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    def _root(self, key, g):
        before = self.state.get(key)
        self.state[key] = g.abs() if before is None else torch.hypot(before, g)
        return self.state[key]

    @torch.no_grad()
    def step(self):
        moving = ((k, p) for k, p in enumerate(self.params) if p.grad is not None)
        for k, p in moving:
            p.addcdiv_(p.grad, self._root(k, p.grad) + self.eps, value=-self.lr)
