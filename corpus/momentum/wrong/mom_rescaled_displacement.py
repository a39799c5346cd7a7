class Momentum(Optimizer):
    """Gradient descent with momentum.

    Keeps u = lr * v, so that the step is just w - u. When lr changes, u is converted to the new lr.
    """

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.u = [torch.zeros_like(p) for p in self.params]
        self.u_lr = lr

    def step(self):
        with torch.no_grad():
            if self.lr != self.u_lr:
                for u in self.u:
                    u.mul_(self.lr / self.u_lr)
                self.u_lr = self.lr
            for p, u in zip(self.params, self.u):
                if p.grad is None:
                    continue
                u.mul_(self.momentum).add_(p.grad, alpha=self.lr)
                p.sub_(u)
