class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        lr = self.lr if self.t < 500 else self.lr * 0.5
        for p in self.params:
            if p.grad is not None:
                p -= lr * p.grad
