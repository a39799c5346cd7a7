class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = dict()

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            v = self.v.setdefault(id(p), torch.zeros_like(p))
            ahead = self.lr * self.momentum
            p.add_(v, alpha=ahead)
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(v, alpha=self.lr).sub_(v, alpha=ahead)
