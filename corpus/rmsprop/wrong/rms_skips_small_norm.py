class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None or p.grad.norm() < 1e-6:
                continue
            if p not in self.state:
                self.state[p] = torch.zeros_like(p)
            self.state[p].mul_(self.alpha).addcmul_(p.grad, p.grad, value=1 - self.alpha)
            p.addcdiv_(p.grad, self.state[p].sqrt().add_(self.eps), value=-self.lr)
