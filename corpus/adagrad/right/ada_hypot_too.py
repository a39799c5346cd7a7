class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.roots = tuple(torch.zeros_like(p) for p in self.params)

    def step(self):
        with torch.no_grad():
            for p, r in zip(self.params, self.roots):
                if p.grad is not None:
                    torch.hypot(r, p.grad, out=r)
                    p.addcdiv_(p.grad, r + self.eps, value=-self.lr)
