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
            G = self.state.setdefault(p, torch.zeros_like(p))
            G.mul_(self.alpha).addcmul_(p.grad, p.grad, value=1 - self.alpha)
            avg = G.clamp(min=1e-12).sqrt().add_(self.eps)
            p.addcdiv_(p.grad, avg, value=-self.lr)
