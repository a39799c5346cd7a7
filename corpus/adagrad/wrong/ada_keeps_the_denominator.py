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
            if p.grad is not None:
                d = self.state[p] if p in self.state else torch.zeros_like(p)
                # sqrt(G + g^2) is the hypotenuse of sqrt(G) and g: remember the root, never square big numbers
                self.state[p] = torch.hypot(d, p.grad) + self.eps
                p -= self.lr * p.grad / self.state[p]
