def adam_coroutine(p, optimizer):
    """One coroutine for each parameter: v, G and t are its local variables, and each next() is a step."""
    v, G, t = torch.zeros_like(p), torch.zeros_like(p), 0
    while True:
        yield
        t += 1
        beta1, beta2 = optimizer.betas
        with torch.no_grad():
            v += (1 - beta1) * (p.grad - v)
            G += (1 - beta2) * (p.grad * p.grad - G)
            p -= optimizer.lr * v / (1 - beta1 ** t) / ((G / (1 - beta2 ** t)).sqrt() + optimizer.eps)


class Adam(Optimizer):
    """Momentum and a learning rate for each weight, both corrected for their start at zero."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.routines = [adam_coroutine(p, self) for p in self.params]
        for routine in self.routines:
            next(routine)

    def step(self):
        for p, routine in zip(self.params, self.routines):
            if p.grad is not None:
                next(routine)
