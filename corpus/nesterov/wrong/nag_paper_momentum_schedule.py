class Nesterov(Optimizer):
    """NAG, cf. Sutskever et al. 2013, On the importance of initialization and momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {p: [torch.zeros_like(p.detach()), 0] for p in self.params}

    @torch.no_grad()
    def step(self):
        for p, s in self.state.items():
            if p.grad is None:
                continue
            v, t = s
            # momentum grows slowly up to its maximum
            mu = min(self.momentum, 1 - 2 ** (-1 - t / 250))
            v.mul_(mu).add_(p.grad)
            p.sub_(p.grad + mu * v, alpha=self.lr)
            s[1] = t + 1
