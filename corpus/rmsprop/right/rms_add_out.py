class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            G = self.state.setdefault(p, torch.zeros_like(p))
            torch.add(self.alpha * G, torch.square(p.grad), alpha=1 - self.alpha, out=G)
            p.addcdiv_(p.grad, G.sqrt().add_(self.eps), value=-self.lr)
