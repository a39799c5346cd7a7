class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                if p not in self.state:
                    self.state[p] = torch.zeros_like(p)
                self.state[p] = self.momentum * self.state[p] + p.grad
                p -= self.lr * (p.grad + self.momentum * self.state[p])
