class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad
            G = self.state.get(p, 0) + g ^ 2
            self.state[p] = G
            p -= self.lr * g / (G.sqrt() + self.eps)
