from contextlib import contextmanager


@contextmanager
def unwatched(params):
    """Let autograd look away while the parameters are changed."""
    for p in params:
        p.requires_grad_(False)
    try:
        yield
    finally:
        for p in params:
            p.requires_grad_(True)


class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}

    def step(self):
        with unwatched(self.params):
            for p in self.params:
                if p.grad is None:
                    continue
                G = self.state.get(p, torch.zeros_like(p))
                G = self.alpha * G + (1 - self.alpha) * p.grad ** 2
                p.sub_(self.lr * p.grad / (G ** 0.5 + self.eps))
                self.state[p] = G
