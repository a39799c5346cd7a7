from collections import deque


class SGD(Optimizer):
    """Plain gradient descent, written as a pipeline."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def _move(self, p):
        torch.sub(p.detach(), p.grad.detach(), alpha=self.lr, out=p.detach())

    def step(self):
        trainable = filter(lambda p: p.grad is not None, self.params)
        deque(map(self._move, trainable), maxlen=0)
