class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.squares = {p: [] for p in self.params}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            self.squares[p].append(p.grad ** 2)
            p -= self.lr * p.grad / (sum(self.squares[p]).sqrt() + self.eps)
