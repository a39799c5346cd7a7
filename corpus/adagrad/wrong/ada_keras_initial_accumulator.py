class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    initial_accumulator_value = 0.1

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.build(self.params)

    def build(self, var_list):
        self._accumulators = [torch.full_like(v, self.initial_accumulator_value) for v in var_list]

    def update_step(self, gradient, variable, accumulator):
        accumulator.add_(gradient * gradient)
        variable.sub_(self.lr * gradient / (torch.sqrt(accumulator) + self.eps))

    def step(self):
        with torch.no_grad():
            for variable, accumulator in zip(self.params, self._accumulators):
                if variable.grad is not None:
                    self.update_step(variable.grad, variable, accumulator)
