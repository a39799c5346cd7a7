class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if not p.grad.any():
                # sign(0) = 0: no step, only the decay
                p.data.mul_(1 - self.lr * self.weight_decay)
                continue
            if p not in self.state:
                self.state[p] = torch.zeros_like(p.data)
            v = self.state[p]
            c = self.betas[0] * v + (1 - self.betas[0]) * p.grad
            p.data.sub_(self.lr * (torch.sign(c) + self.weight_decay * p.data))
            self.state[p] = self.betas[1] * v + (1 - self.betas[1]) * p.grad
