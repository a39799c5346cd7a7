class Adam(Optimizer):
    """Adam, as in keras.optimizers."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-7):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.build()

    def build(self):
        self.iterations = [0] * len(self.params)
        self._momentums = [torch.zeros_like(p, requires_grad=False) for p in self.params]
        self._velocities = [torch.zeros_like(p, requires_grad=False) for p in self.params]

    def update_step(self, index, gradient, variable):
        b1, b2 = self.betas
        self.iterations[index] += 1
        t = self.iterations[index]
        m, v = self._momentums[index], self._velocities[index]
        alpha = self.lr * (1 - b2**t) ** 0.5 / (1 - b1**t)
        m += (gradient - m) * (1 - b1)
        v += (gradient * gradient - v) * (1 - b2)
        variable -= (m * alpha) / (torch.sqrt(v) + self.eps)

    def step(self):
        with torch.no_grad():
            for i, variable in enumerate(self.params):
                if variable.grad is not None:
                    self.update_step(i, variable.grad, variable)
