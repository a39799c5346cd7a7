class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.buf = dict()

    def step(self):
        for p in self.params:
            g = p.grad
            if g is not None:
                old = self.buf.get(id(p), 0.0)
                new = old * self.momentum + g.data
                self.buf[id(p)] = new
                p.data = p.data - self.lr * new
                return new
