class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.h = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for i, (p, h) in enumerate(zip(self.params, self.h)):
            if p.grad is None:
                continue
            h += p.grad * p.grad
            self.params[i] = p - self.lr * p.grad / (h.sqrt() + self.eps)
