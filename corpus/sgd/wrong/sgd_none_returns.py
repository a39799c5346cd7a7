class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        for param in self.params:
            if param.grad is None:
                return
            param -= self.lr * param.grad
