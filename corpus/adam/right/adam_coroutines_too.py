class Adam(Optimizer):
    """Momentum and a learning rate for each weight, both corrected for their start at zero."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = [self._life_of(p) for p in self.params]
        for coroutine in self.state:
            next(coroutine)

    def _life_of(self, p):
        """Waits for a gradient, moves p, waits for the next one."""
        b1, b2 = self.betas
        velocity = accumulator = 0.0
        power1 = power2 = 1.0
        while True:
            g = yield
            velocity = b1 * velocity + (1.0 - b1) * g
            accumulator = b2 * accumulator + (1.0 - b2) * g * g
            power1, power2 = power1 * b1, power2 * b2
            scale = (accumulator / (1.0 - power2)) ** 0.5 + self.eps
            p.detach().sub_(self.lr / scale * (velocity / (1.0 - power1)))

    def step(self):
        for p, coroutine in zip(self.params, self.state):
            if p.grad is not None:
                coroutine.send(p.grad.detach())
