class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        torch.set_grad_enabled(False)
        for p in self.params:
            if p.grad is not None:
                p.sub_(self.lr * p.grad)
