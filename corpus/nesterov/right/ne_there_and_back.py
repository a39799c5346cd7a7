class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum.

    The tensor p is the point ahead. Each step walks back to where the ball really is, makes a plain
    momentum step with the gradient from ahead, and looks ahead again.
    """

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def _ahead(self, p, sign):
        p.data.add_(self.state[p], alpha=-sign * self.lr * self.momentum)

    def step(self):
        moving = [p for p in self.params if p.grad is not None]
        for p in moving:
            self.state.setdefault(p, torch.zeros_like(p.data))
            self._ahead(p, -1)
        for p in moving:
            self.state[p].mul_(self.momentum).add_(p.grad.detach())
            p.data.add_(self.state[p], alpha=-self.lr)
        for p in moving:
            self._ahead(p, +1)
