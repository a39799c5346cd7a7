class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}
        self.t = 0

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                G = self.state.setdefault(p, torch.zeros_like(p))
                G += p.grad.square()
                p -= self.lr / (G.sqrt() + self.eps) * p.grad
        self.t += 1
        if self.t % 100 == 0:
            self.state.clear()     # fresh start, otherwise the learning rate dies
