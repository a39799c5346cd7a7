class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.own_G = {}
        self.lr = lr
        self.alpha = alpha
        self.eps = eps

    def step(self):
        alpha, eps = self.alpha, self.eps
        for q in self.params:
            if q.grad is not None:
                g, lr = q.grad.detach(), self.lr
                p = q.data
                G = self.own_G.get(q, 0.0)
                G = alpha * G + (1 - alpha) * g ** 2
                new = p - lr * g / (G.sqrt() + eps)
                q.data = new
                self.own_G[q] = G
