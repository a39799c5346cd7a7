class _Loop(Optimizer):
    def delta(self, w, g):
        raise NotImplementedError

    def step(self):
        for w in self.params:
            if w.grad is not None:
                with torch.no_grad():
                    w.copy_(w + self.delta(w, w.grad))


class SGD(_Loop):
    def __init__(self, params, lr: float):
        super().__init__(params)
        self.lr = lr

    def delta(self, w, g):
        return g.neg().mul(self.lr)
