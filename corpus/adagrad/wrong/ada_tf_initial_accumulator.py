class Adagrad(Optimizer):
    """tf.keras.optimizers.Adagrad in PyTorch."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.initial_accumulator_value = 0.1
        self.build(self.params)

    def build(self, var_list):
        self._accumulators = [torch.full_like(v, self.initial_accumulator_value, requires_grad=False) for v in var_list]

    @torch.no_grad()
    def step(self):
        for variable, accumulator in zip(self.params, self._accumulators):
            gradient = variable.grad
            if gradient is None:
                continue
            accumulator.add_(gradient * gradient)
            variable.sub_(self.lr * gradient / (accumulator.sqrt() + self.eps))
