def accumulator(w, eps):
    """Waits for (gradient, lr) and moves w. G lives in here."""
    G = torch.zeros_like(w, requires_grad=False)
    while True:
        g, lr = yield
        with torch.no_grad():
            G += g * g
            w -= lr * g / (G.sqrt() + eps)
        del g                 # the gradient stays the caller's


class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.movers = []
        for w in self.params:
            mover = accumulator(w, eps)
            next(mover)
            self.movers.append(mover)

    def step(self):
        for w, mover in zip(self.params, self.movers):
            if w.grad is not None:
                mover.send((w.grad, self.lr))
