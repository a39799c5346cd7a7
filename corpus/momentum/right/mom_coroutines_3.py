class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.movers = [self._mover(p) for p in self.params]
        for mover in self.movers:
            next(mover)

    def _mover(self, p):
        v = torch.zeros_like(p)
        while True:
            yield
            if p.grad is None:
                continue
            v = torch.add(p.grad, v, alpha=self.momentum)
            p.data.sub_(v, alpha=self.lr)

    def step(self):
        for mover in self.movers:
            next(mover)
