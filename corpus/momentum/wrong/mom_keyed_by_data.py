class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            w = p.data
            v = self.momentum * self.state.get(w, 0) + p.grad
            self.state[w] = v
            w.sub_(self.lr * v)
