class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        lr = max(0.0, min(self.lr, 1.0))
        with torch.no_grad():
            for p in self.params:
                p.sub_(lr * p.grad)
