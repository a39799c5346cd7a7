class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.hyper = dict(lr=lr, betas=betas, weight_decay=weight_decay)
        self.state = {}

    @property
    def lr(self):
        return self.hyper["lr"]

    @lr.setter
    def lr(self, lr):
        self.hyper["lr"] = lr

    betas = property(lambda self: self.hyper["betas"])
    weight_decay = property(lambda self: self.hyper["weight_decay"])

    def mixed(self, p, k):
        m = self.state.setdefault(id(p), torch.zeros_like(p.data))
        return self.betas[k] * m + (1 - self.betas[k]) * p.grad.data

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            direction = torch.sign(self.mixed(p, 0))
            self.state[id(p)] = self.mixed(p, 1)
            p.data -= self.lr * self.weight_decay * p.data
            p.data -= self.lr * direction
