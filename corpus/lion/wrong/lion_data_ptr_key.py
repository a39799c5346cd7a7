class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

        for p in self.params:
            self.state.setdefault(self.key(p), torch.zeros_like(p.detach()))

    def key(self, p):
        return p.data_ptr()

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            v = self.state[self.key(p)]
            direction = v.mul(b1).add_(p.grad, alpha=1 - b1).sign_()
            p.sub_(direction.add_(p, alpha=self.weight_decay), alpha=self.lr)
            v.mul_(b2).add_(p.grad, alpha=1 - b2)
