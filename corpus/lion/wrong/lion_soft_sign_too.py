class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    def sign(self, c):
        # 1e-8 so that zero gives zero
        return c / (c.abs() + 1e-8)

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            v = self.state.get(p, torch.zeros_like(p))
            c = b1 * v + (1 - b1) * p.grad
            p -= self.lr * (self.sign(c) + self.weight_decay * p)
            self.state[p] = b2 * v + (1 - b2) * p.grad
