class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for q in self.params:
            if q.grad is not None:
                g, lr = q.grad.detach(), self.lr
                p = q.data
                new = p - lr * g
                q.data = new
