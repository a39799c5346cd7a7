class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.t = 0
        self.state = {}

    @torch.no_grad()
    def step(self):
        self.t += 1
        mu = self.momentum * (1 - 0.5 * 0.96 ** (self.t / 250))
        for p in self.params:
            if p.grad is not None:
                v = self.state[p] = mu * self.state.get(p, 0.0) + p.grad
                p -= self.lr * (p.grad + mu * v)
