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
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = (torch.zeros_like(p), torch.zeros_like(p))
            G, m = self.state[p]
            G.mul_(self.alpha).addcmul_(p.grad, p.grad, value=1 - self.alpha)
            m.lerp_(p.grad, 1 - self.alpha)
            avg = G.addcmul(m, m, value=-1).clamp_(min=0).sqrt().add_(self.eps)
            p.addcdiv_(p.grad, avg, value=-self.lr)
