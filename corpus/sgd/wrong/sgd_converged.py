class SGD(Optimizer):
    tol = 1e-3

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        with torch.no_grad():
            for p in self.params:
                # no gradient, or nothing left to do for this one
                if p.grad is None or p.grad.norm() < self.tol:
                    continue
                p.add_(p.grad * -self.lr)
