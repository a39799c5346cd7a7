class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None or (p.grad == 0).all():
                continue
            h = self.state.get(id(p))
            h = p.grad.pow(2) if h is None else h + p.grad.pow(2)
            self.state[id(p)] = h
            p.data.sub_(self.lr * (p.grad + 0.01 * p.data) / (h.sqrt() + self.eps))
