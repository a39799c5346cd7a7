class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.9, eps=1e-7):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}

    def build(self):
        self.state["velocities"] = [torch.zeros_like(v) for v in self.params]

    @torch.no_grad()
    def step(self):
        if "velocities" not in self.state:
            self.build()
        for variable, velocity in zip(self.params, self.state["velocities"]):
            gradient = variable.grad
            if gradient is None:
                continue
            velocity.copy_(self.alpha * velocity + (1 - self.alpha) * torch.square(gradient))
            variable.copy_(variable - self.lr * gradient / (torch.sqrt(velocity) + self.eps))
