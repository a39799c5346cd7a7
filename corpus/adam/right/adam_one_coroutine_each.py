class Adam(Optimizer):
    """Each parameter has a little worker of its own; its local variables are the state."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.workers = [self._work(p) for p in self.params]

    def _work(self, w):
        v = torch.zeros_like(w)
        G = torch.zeros_like(w)
        t = 0
        while True:
            t += 1
            b1, b2 = self.betas
            with torch.no_grad():
                v.mul_(b1).add_(w.grad, alpha=1 - b1)
                G.mul_(b2).addcmul_(w.grad, w.grad, value=1 - b2)
                w.sub_(self.lr / ((G / (1 - b2 ** t)).sqrt() + self.eps) * (v / (1 - b1 ** t)))
            yield t

    def step(self):
        for p, worker in zip(self.params, self.workers):
            if p.grad is not None:
                next(worker)
