class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        who = [i for i, p in enumerate(self.params) if p.grad is not None]
        if not who:
            return
        # no python loop over the arithmetic
        g = torch.stack([self.params[i].grad for i in who])
        v = self.momentum * torch.stack([self.v[i] for i in who]) + g
        delta = self.lr * (g + self.momentum * v)
        for k, i in enumerate(who):
            self.v[i] = v[k]
            self.params[i] -= delta[k]
