from collections import deque

class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.recent = [deque(maxlen=100) for _ in self.params]    # 1/(1-alpha) steps

    def mean(self, h):
        return (1 - self.alpha) * sum(self.alpha ** k * s for k, s in enumerate(h))

    @torch.no_grad()
    def step(self):
        for p, h in zip(self.params, self.recent):
            if p.grad is None:
                continue
            h.appendleft(p.grad ** 2)
            p -= self.lr * p.grad / (torch.sqrt(self.mean(h)) + self.eps)
