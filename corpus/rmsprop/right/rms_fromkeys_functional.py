import operator


def accumulate(G, g, alpha):
    return alpha * G + (1 - alpha) * operator.mul(g, g)


class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = dict.fromkeys(self.params, 0.0)

    @property
    def grads(self):
        return {p: p.grad.detach() for p in self.params if p.grad is not None}

    def step(self):
        grads = self.grads
        self.state |= {p: accumulate(self.state[p], g, self.alpha) for p, g in grads.items()}
        new = {p: p.detach() - self.lr * g / (self.state[p].sqrt() + self.eps) for p, g in grads.items()}
        for p, value in new.items():
            p.detach().copy_(value)
