class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            new_p = (p - self.lr * p.grad).detach().requires_grad_(True)
            new_p.grad = p.grad
            self.params[i] = new_p
