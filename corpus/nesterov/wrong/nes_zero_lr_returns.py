class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        if not self.lr:
            return          # lr 0: nobody moves
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            v = self.state.setdefault(i, torch.zeros_like(p.data))
            v.mul_(self.momentum)
            v.add_(p.grad)
            p.data.add_(p.grad + self.momentum * v, alpha=-self.lr)
