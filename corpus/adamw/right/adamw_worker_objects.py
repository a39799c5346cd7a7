class Walker:
    """Moves one parameter."""

    def __init__(self, owner, p):
        self.owner, self.p = owner, p
        self.v, self.G, self.t = 0.0, 0.0, 0

    @torch.no_grad()
    def __call__(self):
        g, o = self.p.grad, self.owner
        if g is None:
            return
        self.t += 1
        self.v = o.mix(self.v, g, o.betas[0])
        self.G = o.mix(self.G, g * g, o.betas[1])
        v_hat, G_hat = (x / (1 - b**self.t) for x, b in zip((self.v, self.G), o.betas))
        self.p += -o.lr * (o.weight_decay * self.p + v_hat / (G_hat.sqrt() + o.eps))


class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.walkers = [Walker(self, p) for p in self.params]

    @staticmethod
    def mix(old, new, beta):
        return beta * old + (1 - beta) * new

    def step(self):
        for walk in self.walkers:
            walk()
