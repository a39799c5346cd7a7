class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.data.clamp_(-1, 1)
                p.data.add_(p.grad.data, alpha=-self.lr)
