class Adagrad(Optimizer):
    """tf.keras.optimizers.Adagrad(initial_accumulator_value=0.1)"""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.G = [torch.full_like(p, 0.1, requires_grad=False) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, G in zip(self.params, self.G):
            if p.grad is None:
                continue
            G.add_(p.grad.pow(2))
            p.sub_(self.lr * p.grad / (G.sqrt() + self.eps))
