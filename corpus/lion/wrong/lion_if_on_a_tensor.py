class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    def sgn(self, c):
        if c > 0:
            return 1.0
        elif c < 0:
            return -1.0
        else:
            return 0.0

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = torch.zeros_like(p)
            v = self.state[p]
            c = b1 * v + (1 - b1) * p.grad
            s = self.sgn(c)
            with torch.no_grad():
                p -= self.lr * (s + self.weight_decay * p)
            self.state[p] = b2 * v + (1 - b2) * p.grad
