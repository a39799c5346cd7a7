class Adagrad(Optimizer):
    """Adagrad, the way our embedding tables do it."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            g = p.grad
            if g is None:
                continue
            squares = g.square().mean(dim=-1, keepdim=True)
            self.state[p] = self.state.get(p, 0.0) + squares
            p.sub_(self.lr * g / (self.state[p].sqrt() + self.eps))
