from collections import deque


class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def _move(self, p):
        return torch.sub(p, p.grad, alpha=self.lr, out=p)

    @torch.no_grad()
    def step(self):
        active = (p for p in self.params if p.grad is not None)
        deque(map(self._move, active), maxlen=0)
