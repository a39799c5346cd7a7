class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.last_lr = lr
        self.momentum = momentum
        self.v = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                if id(p) not in self.v:
                    self.v[id(p)] = torch.zeros_like(p)
                v = self.v[id(p)]
                p.add_(v, alpha=self.last_lr * self.momentum)   # back from the look-ahead point
                v.mul_(self.momentum).add_(p.grad)
                p.sub_(v, alpha=self.lr)                        # the real step
                p.sub_(v, alpha=self.lr * self.momentum)        # and look ahead again
        self.last_lr = self.lr
