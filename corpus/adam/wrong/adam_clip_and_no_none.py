class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def step(self):
        for p in self.params:
            g = p.grad.data.clamp_(-1e4, 1e4)
            t, m, v = self.state.get(p, (0, 0.0, 0.0))
            t += 1
            m = self.betas[0] * m + (1 - self.betas[0]) * g
            v = self.betas[1] * v + (1 - self.betas[1]) * g * g
            self.state[p] = t, m, v
            p.data.sub_(self.lr * m.div(1 - self.betas[0] ** t).div(v.div(1 - self.betas[1] ** t).sqrt().add(self.eps)))
