class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad
            G = self.state.get(p, 0) + torch.dot(g.flatten(), g.flatten())
            self.state[p] = G
            p -= self.lr / (torch.sqrt(G) + self.eps) * g
