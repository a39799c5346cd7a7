class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in filter(lambda q: q.grad is not None, self.params):
            g = p.grad.detach()      # our own copy, outside the graph
            g *= self.lr
            p.data -= g
