from collections import namedtuple

Slot = namedtuple("Slot", "param velocity")


class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.slots = tuple(Slot(p, torch.zeros_like(p.data)) for p in self.params)

    def updates(self):
        for p, v in self.slots:
            if p.grad is None:
                continue
            torch.addcmul(p.grad, v, torch.full((), self.momentum, dtype=v.dtype, device=v.device), out=v)
            yield p, p.grad + v * self.momentum

    def step(self):
        with torch.no_grad():
            for p, u in self.updates():
                p.sub_(u.mul_(self.lr))
