class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.9, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.rho = alpha
        self.eps = eps
        self.state = {}

    def step(self):
        with torch.no_grad():
            for p in self.params:
                g = p.grad
                if g is None:
                    continue
                v = self.rho * self.state.get(p, 0.0) + (1 - self.rho) * g ** 2
                self.state[p] = v
                p.sub_(self.lr * g / (v ** 0.5 + self.eps))
