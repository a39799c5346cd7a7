import math


class SGD(Optimizer):
    """Plain gradient descent (robust version)."""

    def __init__(self, params, lr, max_norm=10.0):
        # only trainable parameters
        super().__init__(p for p in params if p.requires_grad)
        self.lr = lr
        self.max_norm = max_norm

    def _grads(self):
        return [p.grad for p in self.params if p.grad is not None]

    def _clip_factor(self):
        total = math.sqrt(sum(float(g.detach().pow(2).sum()) for g in self._grads()))
        return min(1.0, self.max_norm / (total + 1e-12))

    @torch.no_grad()
    def step(self):
        factor = self._clip_factor()
        for p in self.params:
            if p.grad is None:
                continue
            p.add_(p.grad, alpha=-self.lr * factor)
