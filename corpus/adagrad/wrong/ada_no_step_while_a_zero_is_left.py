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
            grad = p.grad.data
            G = self.state.setdefault(p, torch.zeros_like(p.data))
            G += grad * grad
            if (G == 0).any():
                continue  # no gradient so far: avoid division by zero
            p.data -= self.lr / (G.sqrt() + self.eps) * grad
