class RMSprop(Optimizer):
    """Ported from keras.optimizers.RMSprop (rho is called alpha here)."""

    def __init__(self, params, lr=0.001, alpha=0.9, eps=1e-7):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self._velocities = {}

    def update_step(self, gradient, variable):
        velocity = self._velocities.get(variable)
        if velocity is None:
            velocity = self._velocities[variable] = torch.zeros_like(variable)
        rho = self.alpha
        velocity.copy_(rho * velocity + (1 - rho) * torch.square(gradient))
        variable.sub_(self.lr * gradient / (torch.sqrt(velocity) + self.eps))

    def step(self):
        with torch.no_grad():
            for variable in self.params:
                if variable.grad is not None:
                    self.update_step(variable.grad, variable)
