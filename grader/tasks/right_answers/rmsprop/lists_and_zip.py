class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.Gs = [p.detach().clone().zero_() for p in self.params]

    @torch.no_grad()
    def step(self, closure=None):
        alpha, eps = self.alpha, self.eps
        for k, (p, G) in enumerate(zip(self.params, self.Gs)):
            if p.grad is None:
                continue
            g, lr = p.grad, self.lr
            G.lerp_(g * g, 1 - alpha)
            p.sub_(lr * g * (G.sqrt() + eps).reciprocal())
