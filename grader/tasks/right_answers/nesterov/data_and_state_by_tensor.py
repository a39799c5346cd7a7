class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.own_v = {}
        self.lr = lr
        self.momentum = momentum

    def step(self):
        mu = self.momentum
        for q in self.params:
            if q.grad is not None:
                g, lr = q.grad.detach(), self.lr
                p = q.data
                v = self.own_v.get(q, 0.0)
                v = mu * v + g
                new = p - lr * (g + mu * v)
                q.data = new
                self.own_v[q] = v
