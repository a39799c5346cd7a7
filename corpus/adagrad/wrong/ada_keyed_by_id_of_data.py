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
            g = p.grad.data
            G = self.state.get(id(p.data), torch.zeros_like(g)) + g * g
            self.state[id(p.data)] = G
            p.data -= self.lr * g / (G.sqrt() + self.eps)
