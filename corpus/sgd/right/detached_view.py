class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        pairs = ((p.detach(), p.grad) for p in self.params if p.grad is not None)
        for weight, gradient in pairs:
            weight -= gradient * self.lr
