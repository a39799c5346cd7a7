class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps

    @torch.no_grad()
    def step(self):
        G = {p: torch.zeros_like(p) for p in self.params}
        for p in self.params:
            if p.grad is not None:
                G[p] += p.grad ** 2
                p -= self.lr * p.grad / (G[p].sqrt() + self.eps)
