class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-7):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {p: torch.zeros_like(p) for p in self.params}

    def step(self):
        with torch.no_grad():
            for p, G in self.state.items():
                g = p.grad
                if g is None:
                    continue
                G.add_(g.square())
                p.add_(torch.div(g, G.sqrt() + self.eps), alpha=-self.lr)
