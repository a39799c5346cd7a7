import weakref


class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = weakref.WeakKeyDictionary()

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            v = self.v.get(p)
            v = p.grad.clone() if v is None else v.mul_(self.momentum).add_(p.grad)
            self.v[p] = v
            p.sub_(self.lr * (p.grad + self.momentum * v))
