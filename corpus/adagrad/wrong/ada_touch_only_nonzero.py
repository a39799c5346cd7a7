class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.acc = {p: p.new_zeros(p.shape) for p in self.params}

    @torch.no_grad()
    def step(self):
        for p, G in self.acc.items():
            g = p.grad
            if g is None:
                continue
            # where g is 0 neither G nor w changes; for embeddings this is most of the matrix
            hot = g.nonzero(as_tuple=True)
            G[hot] += g[hot] ** 2
            p[hot] -= self.lr * g[hot] / (G[hot].sqrt() + self.eps)
