class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.t = 0
        self.G = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, G in zip(self.params, self.G):
            if p.grad is None:
                continue
            G.mul_(self.alpha).addcmul_(p.grad, p.grad, value=1 - self.alpha)
            Ghat = G / (1 - self.alpha ** self.t)
            p.addcdiv_(p.grad, Ghat.sqrt() + self.eps, value=-self.lr)
