class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.movers = [self.mover(p) for p in self.params]
        for mover in self.movers:
            next(mover)
    def mover(self, p):
        m = v = 0.0
        t = 0
        while True:
            g = yield
            if g is None:
                continue
            b1, b2 = self.betas
            t, m, v = t + 1, b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g ** 2
            p.data -= self.lr * (m / (1 - b1 ** t)) / ((v / (1 - b2 ** t)).sqrt() + self.eps)
            g = None  # a generator keeps its variables
    def step(self):
        for p, mover in zip(self.params, self.movers):
            mover.send(p.grad)
