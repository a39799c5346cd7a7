class One:
    def __init__(self, p):
        self.p, self.t = p, 0
        self.m = self.v = None

    def update(self, lr, b1, b2, eps):
        g = self.p.grad.detach()
        if self.t == 0:
            self.m, self.v = (1 - b1) * lr * g, (1 - b2) * g * g
        else:
            self.m, self.v = b1 * self.m + (1 - b1) * lr * g, b2 * self.v + (1 - b2) * g * g
        self.t += 1
        mh, vh = self.m / (1 - b1 ** self.t), self.v / (1 - b2 ** self.t)
        self.p.data.sub_(mh / (vh.sqrt() + eps))

class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.ones = [One(p) for p in self.params]

    def step(self):
        for one in self.ones:
            if one.p.grad is not None:
                one.update(self.lr, *self.betas, self.eps)
