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
                self.state[p] = torch.zeros_like(p)
                continue
            s = self.state.setdefault(p, torch.zeros_like(p))
            s.lerp_(p.grad.square(), 1 - self.alpha)
            p -= self.lr * p.grad / (s.sqrt() + self.eps)
