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
                self.state[p] = torch.zeros_like(p)
            G = self.state[p]
            G.mul_(self.alpha).add_((1 - self.alpha) * p.grad ** 2)
            p -= self.lr * p.grad / torch.sqrt(G + self.eps)
