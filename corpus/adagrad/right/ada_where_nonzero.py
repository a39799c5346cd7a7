class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    def step(self):
        with torch.no_grad():
            for i, p in enumerate(self.params):
                g = p.grad
                if g is None:
                    continue
                old = self.state.get(i)
                G = g * g if old is None else old + g * g
                self.state[i] = G
                root = G.sqrt()
                new = p - self.lr * g / (root + self.eps)
                p.copy_(torch.where(g == 0, p, new))
