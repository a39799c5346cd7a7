class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        # One little coroutine per parameter; its accumulator is a local variable of it.
        self._walkers = [self._walker(p) for p in self.params]

    def _walker(self, p):
        while p.grad is None:
            yield
        G = torch.zeros_like(p, requires_grad=False)
        while True:
            if p.grad is not None:
                with torch.no_grad():
                    G.addcmul_(p.grad, p.grad)
                    p.addcdiv_(p.grad, G.sqrt().add_(self.eps), value=-self.lr)
            yield

    def step(self):
        for walker in self._walkers:
            next(walker)
