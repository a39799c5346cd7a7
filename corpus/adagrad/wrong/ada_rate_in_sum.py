class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                d = self.lr * p.grad             # the step of plain descent, needed twice
                G = self.state.get(p)
                if G is None:
                    G = self.state[p] = torch.zeros_like(d)
                G += d * d
                p -= self.lr * d / (G.sqrt() + self.eps)
