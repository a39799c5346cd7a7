class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.decay = 1e-6
        self.iterations = 0

    def get_updates(self, grads_and_vars):
        lr = self.lr / (1.0 + self.decay * self.iterations)
        self.iterations += 1
        return [(var, lr * grad) for grad, var in grads_and_vars if grad is not None]

    def step(self):
        grads_and_vars = [(p.grad, p) for p in self.params]
        with torch.no_grad():
            for var, delta in self.get_updates(grads_and_vars):
                var.sub_(delta)
