class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in filter(lambda q: q.grad is not None, self.params):
            new = p.detach() - self.lr * p.grad.detach().mean()
            p.data.copy_(new)
