class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.own_v = {}
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay

    def step(self):
        beta1, beta2 = self.betas
        wd = self.weight_decay
        for q in self.params:
            if q.grad is not None:
                g, lr = q.grad.detach(), self.lr
                p = q.data
                v = self.own_v.get(q, 0.0)
                c = beta1 * v + (1 - beta1) * g
                new = p - lr * (torch.sign(c) + wd * p)
                v = beta2 * v + (1 - beta2) * g
                q.data = new
                self.own_v[q] = v
