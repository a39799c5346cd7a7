class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {id(p): {"sum": torch.zeros_like(p.data)} for p in params}

    def step(self):
        for p in self.params:
            if p.grad is not None:
                s = self.state[id(p)]
                grad = p.grad.data
                s["sum"] = s["sum"] + grad * grad
                std = s["sum"].sqrt() + self.eps
                p.data.addcdiv_(grad, std, value=-self.lr)
