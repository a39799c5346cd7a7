class Adagrad(Optimizer):
    """Keeps r = sqrt(G) instead of G: a Pythagorean sum, r_t = hypot(r_{t-1}, g_t)."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.roots = [None] * len(self.params)

    def step(self):
        self.roots = list(map(self._move, self.params, self.roots))

    @torch.no_grad()
    def _move(self, p, root):
        g = p.grad
        if g is None:
            return root
        root = g.abs() if root is None else torch.hypot(root, g)
        p.copy_(torch.addcdiv(p, g, root + self.eps, value=-self.lr))
        return root
