class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None or p.grad.norm() < self.eps:
                    continue
                if id(p) not in self.state:
                    self.state[id(p)] = torch.zeros_like(p)
                G = self.state[id(p)]
                G.copy_(self.alpha * G + (1 - self.alpha) * p.grad ** 2)
                p.sub_(self.lr * p.grad / (G.sqrt() + self.eps))
