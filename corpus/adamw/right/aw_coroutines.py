class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        # one coroutine per parameter: its local variables are the memory
        self.walkers = [self.walk(p.detach()) for p in self.params]
        for walker in self.walkers:
            next(walker)

    def walk(self, w):
        """Waits for a gradient, moves w, waits for the next one. w shares the numbers of the parameter."""
        v = G = 0.0
        t = 0
        while True:
            g = yield
            t += 1
            b1, b2 = self.betas
            v = b1 * v + (1 - b1) * g
            G = b2 * G + (1 - b2) * g * g
            step = v / (1 - b1 ** t) / ((G / (1 - b2 ** t)).sqrt() + self.eps)
            w.mul_(1 - self.lr * self.weight_decay).sub_(self.lr * step)
            del g, step

    def step(self):
        for p, walker in zip(self.params, self.walkers):
            if p.grad is not None:
                walker.send(p.grad.detach())
