class Momentum(Optimizer):
    """torch.optim.SGD(momentum=mu, dampening=mu), rewritten."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.dampening = momentum
        self.state = {}

    def update_buffer(self, p):
        mu, g = self.momentum, p.grad
        if p not in self.state:
            self.state[p] = g.clone()
        else:
            self.state[p].mul_(mu).add_(g, alpha=1 - self.dampening)
        return self.state[p]

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                p.add_(self.update_buffer(p), alpha=-self.lr)
