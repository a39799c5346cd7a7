class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        self.params = [p if p.grad is None else p - self.lr * p.grad for p in self.params]
