class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.sums = [torch.zeros_like(p) for p in self.params]
        self.roots = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, s, r in zip(self.params, self.sums, self.roots):
            if p.grad is None:
                continue
            s += p.grad * p.grad
            torch.sqrt(s, out=r)
            p -= self.lr * p.grad / (r + self.eps)
