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
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = torch.zeros_like(p)
            v = self.state[p]
            v.lerp_(p.grad, 1 - b2)
            # v has b2 of the old velocity now; go the rest of the way to the gradient to be at b1
            c = v.lerp(p.grad, b2 - b1)
            p.sub_(self.lr * (c.sign() + self.weight_decay * p))
