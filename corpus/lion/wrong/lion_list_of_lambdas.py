class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {p: torch.zeros_like(p, requires_grad=False) for p in self.params}
        self.updates = [lambda: self.update(p) for p in self.params]

    @torch.no_grad()
    def update(self, p):
        if p.grad is None:
            return
        v, (b1, b2) = self.state[p], self.betas
        c = v * b1 + p.grad * (1 - b1)
        p.add_(c.sign_().add_(p, alpha=self.weight_decay), alpha=-self.lr)
        v.mul_(b2).add_(p.grad, alpha=1 - b2)

    def step(self):
        for update in self.updates:
            update()
