class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                self.state[i] = self.update(p, p.grad, self.state.get(i, 0.0))

    def update(self, p, g, v):
        """Moves p and returns the new velocity."""
        b1, b2 = self.betas
        c = b1 * v + (1 - b1) * g
        p.sub_(self.lr * (c + self.weight_decay * p).sign())
        return b2 * v + (1 - b2) * g
