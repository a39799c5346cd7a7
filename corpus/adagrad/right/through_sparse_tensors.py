class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr, self.eps = lr, eps
        self.G = [torch.zeros_like(p) for p in self.params]
    @torch.no_grad()
    def step(self):
        for p, G in zip(self.params, self.G):
            if p.grad is None:
                continue
            g = p.grad.to_sparse().coalesce().to_dense() if p.dim() else p.grad
            G += g * g
            p -= self.lr * g / (G.sqrt() + self.eps)
