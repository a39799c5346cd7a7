class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def _pairs(self):
        for p in self.params:
            g = p.grad
            if g is None:
                continue
            yield p.detach(), g.detach()

    def _direction(self, g):
        return g

    def step(self):
        for w, g in self._pairs():
            w.addcmul_(self._direction(g), torch.ones((), dtype=w.dtype, device=w.device), value=-self.lr)
