class Nesterov(Optimizer):
    """w lies ahead by -lr*mu*v. Back to the real position, momentum step, ahead again."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def _ahead(self, p, sign):
        p.data.add_(self.state[p], alpha=-sign * self.lr * self.momentum)

    def step(self):
        for p in (q for q in self.params if q.grad is not None):
            self.state.setdefault(p, torch.zeros_like(p.data))
            self._ahead(p, -1)
            self.state[p].mul_(self.momentum).add_(p.grad.data)
            p.data.add_(self.state[p], alpha=-self.lr)
            self._ahead(p, +1)
