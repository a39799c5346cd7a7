class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.memory = [0] * len(self.params)

    def step(self):
        mu = self.momentum
        for i, (p, old) in enumerate(zip(self.params, self.memory)):
            if p.grad is not None:
                p.data -= self.lr * ((1 + mu) * p.grad + mu ** 2 * old)
                self.memory[i] = p.grad + mu * old
