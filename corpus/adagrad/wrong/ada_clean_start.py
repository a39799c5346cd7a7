class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {id(p): torch.zeros_like(p) for p in self.params}

    def zero_grad(self):
        # gradients and what was accumulated from them
        super().zero_grad()
        for accumulated in self.state.values():
            accumulated.zero_()

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is not None:
                    self.state[id(p)] += torch.pow(p.grad, 2)
                    p -= torch.mul(self.lr / (torch.sqrt(self.state[id(p)]) + self.eps), p.grad)
