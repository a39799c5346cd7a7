class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.own_G = {}
        self.own_t = {}
        self.own_v = {}
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay

    def step(self):
        beta1, beta2 = self.betas
        eps, wd = self.eps, self.weight_decay
        for q in self.params:
            if q.grad is not None:
                g, lr = q.grad.detach(), self.lr
                p = q.data
                v = self.own_v.get(q, 0.0)
                G = self.own_G.get(q, 0.0)
                t = self.own_t.get(q, 0) + 1
                g = g + wd * p
                v = beta1 * v + (1 - beta1) * g
                G = beta2 * G + (1 - beta2) * g ** 2
                v_hat = v / (1 - beta1 ** t)
                G_hat = G / (1 - beta2 ** t)
                new = p - lr * v_hat / (G_hat.sqrt() + eps)
                q.data = new
                self.own_v[q] = v
                self.own_G[q] = G
                self.own_t[q] = t
