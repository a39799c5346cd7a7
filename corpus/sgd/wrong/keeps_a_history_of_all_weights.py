class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.history = []

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.data.sub_(p.grad, alpha=self.lr)
        self.history.append([p.detach().clone() for p in self.params])
