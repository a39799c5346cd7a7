class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.mean_squares = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, ms in zip(self.params, self.mean_squares):
            if p.grad is None:
                continue
            ms.addcmul_(p.grad, p.grad, value=1 - self.alpha).mul_(self.alpha)
            p.addcdiv_(p.grad, ms.sqrt().add_(self.eps), value=-self.lr)
