import math


class RMSprop(Optimizer):
    """Keeps the root r = sqrt(G) itself: r is the hypotenuse over sqrt(alpha) r and sqrt(1 - alpha) g."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.root = [p.detach() * 0 for p in self.params]

    def step(self):
        old, new = math.sqrt(self.alpha), math.sqrt(1 - self.alpha)
        with torch.no_grad():
            for p, r in zip(self.params, self.root):
                if p.grad is None:
                    continue
                torch.hypot(old * r, new * p.grad, out=r)
                p.copy_(p - self.lr * (p.grad / (r + self.eps)))
