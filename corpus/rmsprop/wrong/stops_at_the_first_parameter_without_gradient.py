class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.s = [torch.zeros_like(p) for p in self.params]

    def step(self):
        with torch.no_grad():
            for p, s in zip(self.params, self.s):
                if p.grad is None:
                    return
                s.mul_(self.alpha).add_(p.grad.pow(2))
                rms = torch.sqrt((1 - self.alpha) * s)
                p.add_(torch.div(p.grad, rms + self.eps), alpha=-self.lr)
