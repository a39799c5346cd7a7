class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            with torch.no_grad():
                g = p.grad
                try:
                    G = self.state[p]
                except KeyError:
                    G = self.state[p] = torch.zeros_like(p)
                G.add_(g * g.t())
                p.add_(-self.lr * g / (torch.sqrt(G) + self.eps))
