class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.vs = [torch.zeros_like(w) for w in params]

    def step(self):
        for w, v in zip(self.params, self.vs):
            if w.grad is None:
                continue
            v *= self.momentum
            v += w.grad
            w.data -= self.lr * v
