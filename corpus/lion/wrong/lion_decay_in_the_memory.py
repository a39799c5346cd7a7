class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            with torch.no_grad():
                g = p.grad
                v = self.state.get(id(p))
                if v is None:
                    v = torch.zeros_like(p)
                decay = self.weight_decay * p
                c = b1 * v + (1 - b1) * g
                self.state[id(p)] = b2 * v + (1 - b2) * (g + decay)
                p -= self.lr * (c.sign() + decay)
