class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in filter(lambda q: q.grad is not None, self.params):
            # no temporary tensor needed:
            p.grad.mul_(self.lr)
            p.data.sub_(p.grad)
            p.grad.div_(self.lr)      # put it back, belongs to caller
