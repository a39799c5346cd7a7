class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.own_G = {}
        self.lr = lr
        self.eps = eps

    def step(self):
        eps = self.eps
        for q in self.params:
            if q.grad is not None:
                g, lr = q.grad.detach(), self.lr
                p = q.data
                G = self.own_G.get(q, 0.0)
                G = G + g ** 2
                new = p - lr / (torch.sqrt(G) + eps) * g
                q.data = new
                self.own_G[q] = G
