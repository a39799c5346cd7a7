class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    def step(self):
        for w in self.params:
            g = w.grad
            if g is None:
                continue
            G = self.state.get(w, torch.zeros_like(w))
            G = G + g @ g
            self.state[w] = G
            with torch.no_grad():
                w -= self.lr / (torch.sqrt(G) + self.eps) * g
