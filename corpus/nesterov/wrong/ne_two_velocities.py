class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {i: torch.zeros_like(p) for i, p in enumerate(self.params)}

    @torch.no_grad()
    def step(self):
        mu = self.momentum
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            v = self.state[i]
            v_prev = v                                      # back this up
            v.mul_(mu).add_(p.grad)                         # velocity update stays the same
            p -= self.lr * ((1 + mu) * v - mu * v_prev)     # position update changes form
