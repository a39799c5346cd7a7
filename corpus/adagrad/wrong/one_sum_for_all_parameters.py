class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.G = 0.0

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            self.G += p.grad.pow(2).sum().item()
            p -= self.lr * p.grad / (self.G ** 0.5 + self.eps)
