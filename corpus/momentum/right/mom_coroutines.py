class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.workers = [self._worker(p) for p in self.params]
        for w in self.workers:
            next(w)

    def _worker(self, p):
        v = torch.zeros_like(p).detach()
        while True:
            yield
            v.mul_(self.momentum).add_(p.grad)
            p.add_(v, alpha=-self.lr)

    def step(self):
        with torch.no_grad():
            for p, w in zip(self.params, self.workers):
                if p.grad is not None:
                    next(w)
