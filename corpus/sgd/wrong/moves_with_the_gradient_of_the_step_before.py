class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.last = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if p in self.last:
                p.data -= self.lr * self.last[p]
            self.last[p] = p.grad.clone()
