class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.buf = [None] * len(self.params)

    @torch.no_grad()
    def step(self):
        def root(i, g):
            new = g.square().mul_(1 - self.alpha)
            if self.buf[i] is not None:
                new.add_(self.buf[i], alpha=self.alpha)
            self.buf[i] = new
            return new.sqrt()

        for i, w in enumerate(self.params):
            if w.grad is not None:
                w += -w.grad / root(i, w.grad).add_(self.eps)
