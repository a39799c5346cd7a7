class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.grads = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            seen = self.grads.setdefault(p, [])
            seen.append(p.grad.clone())
            v = sum(self.momentum ** k * g for k, g in enumerate(reversed(seen)))
            p.data.sub_(self.lr * v)
