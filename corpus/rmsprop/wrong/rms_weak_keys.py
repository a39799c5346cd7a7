import weakref


class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        # weak keys: the accumulators go away together with the model
        self.state = weakref.WeakKeyDictionary()

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = torch.zeros_like(p)
            G = self.state[p]
            G.copy_(torch.lerp(p.grad * p.grad, G, self.alpha))
            p.sub_(self.lr * p.grad / (G.sqrt() + self.eps))
