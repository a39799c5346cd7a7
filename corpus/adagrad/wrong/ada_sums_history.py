class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.history = [[] for _ in self.params]

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.history[i].append(p.grad ** 2)
            G = sum(self.history[i])
            p -= self.lr * p.grad / (G.sqrt() + self.eps)
