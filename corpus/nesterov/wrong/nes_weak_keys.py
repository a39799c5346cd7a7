import weakref

class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = weakref.WeakKeyDictionary()   # do not keep dead parameters alive

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = torch.zeros_like(p)
            v = self.state[p]
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(p.grad.add(v, alpha=self.momentum), alpha=self.lr)
