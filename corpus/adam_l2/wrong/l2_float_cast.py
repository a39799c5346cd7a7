class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.m, self.v, self.t = {}, {}, {}

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.float() + self.weight_decay * p.data.float()
            m, v = self.m.get(p, torch.zeros(p.shape, device=p.device)), self.v.get(p, torch.zeros(p.shape, device=p.device))
            self.t[p] = self.t.get(p, 0) + 1
            self.m[p] = m = b1 * m + (1 - b1) * g
            self.v[p] = v = b2 * v + (1 - b2) * g ** 2
            update = (m / (1 - b1 ** self.t[p])) / ((v / (1 - b2 ** self.t[p])).sqrt() + self.eps)
            p.data -= self.lr * update
