class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum

    def step(self):
        mu = self.momentum
        for q in self.params:
            if q.grad is not None:
                g, lr = q.grad.detach(), self.lr
                p = q.data
                v = getattr(q, "own_v", 0.0)
                v = mu * v + g
                new = p - lr * (g + mu * v)
                q.data = new
                q.own_v = v
