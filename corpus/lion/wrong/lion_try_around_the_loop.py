class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        beta1, beta2 = self.betas
        try:
            for p in self.params:
                g = p.grad.detach()
                v = self.state.get(id(p), torch.zeros_like(g))
                c = beta1 * v + (1 - beta1) * g
                p.data.copy_(p.data - self.lr * (torch.sign(c) + self.weight_decay * p.data))
                self.state[id(p)] = beta2 * v + (1 - beta2) * g
        except AttributeError:
            pass        # grad is None
