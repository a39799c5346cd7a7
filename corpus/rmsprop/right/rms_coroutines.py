def _walker(p):
    """Lives as long as its parameter is trained; G is a local variable of this coroutine."""
    G = torch.zeros_like(p)
    while True:
        lr, alpha, eps = yield
        with torch.no_grad():
            G += (1 - alpha) * (p.grad.square() - G)
            p -= lr * p.grad / (G.sqrt() + eps)


class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.walkers = [_walker(p) for p in self.params]
        for walker in self.walkers:
            next(walker)

    def step(self):
        settings = self.lr, self.alpha, self.eps
        [walker.send(settings) for p, walker in zip(self.params, self.walkers) if p.grad is not None]
