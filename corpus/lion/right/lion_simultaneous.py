class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.vs = [0.0] * len(self.params)

    @torch.no_grad()
    def step(self):
        (b1, b2), eta, lam = self.betas, self.lr, self.weight_decay
        for k, (w, v) in enumerate(zip(self.params, self.vs)):
            if w.grad is None:
                continue
            g = w.grad
            new_w, self.vs[k] = w - eta * (torch.sgn(b1 * v + (1 - b1) * g) + lam * w), b2 * v + (1 - b2) * g
            w.copy_(new_w)
