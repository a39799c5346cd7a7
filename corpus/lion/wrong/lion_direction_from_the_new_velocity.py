class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.velocities = [torch.zeros_like(p) for p in self.params]

    def step(self):
        beta1, beta2 = self.betas
        for p, v in zip(self.params, self.velocities):
            if p.grad is None:
                continue
            g = p.grad.detach()
            # one pass over the memory: write the new velocity, then the direction follows from it,
            # because beta1 * v_old = (beta1 / beta2) * (beta2 * v_old)
            v.mul_(beta2).add_(g, alpha=1 - beta2)
            c = (beta1 / beta2) * v + (1 - beta1) * g
            p.data.add_(torch.sign(c) + self.weight_decay * p.data, alpha=-self.lr)
