class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        b1, b2 = sorted(self.betas)     # the direction always forgets faster than the memory
        eta, lam = self.lr, self.weight_decay
        with torch.no_grad():
            for k, w in enumerate(self.params):
                g = w.grad
                if g is None:
                    continue
                v = self.state.setdefault(k, torch.zeros_like(w))
                c = torch.lerp(g, v, b1)
                w.sub_(eta * (torch.sign(c) + lam * w))
                v.copy_(b2 * v + (1 - b2) * g)
