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
            v, t = self.state.get(p, (torch.zeros_like(p), 0))
            # v starts at zero, so correct it
            v_hat = v / (1 - b2 ** t) if t > 0 else v
            c = b1 * v_hat + (1 - b1) * p.grad
            p.sub_(self.lr * (c.sign() + self.weight_decay * p))
            self.state[p] = (b2 * v + (1 - b2) * p.grad, t + 1)
