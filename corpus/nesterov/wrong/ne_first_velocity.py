class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.detach()
            if p not in self.state:
                # v starts at zero, so the first velocity is the gradient; a copy in p's dtype, on p's device
                v = self.state[p] = g.to(device=p.device, dtype=p.dtype)
            else:
                v = self.state[p].mul_(self.momentum).add_(g)
            p.data.sub_(self.lr * (g + self.momentum * v))
