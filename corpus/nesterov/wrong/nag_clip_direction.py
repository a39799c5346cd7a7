class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = dict()

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                v = self.state.get(p)
                if v is None:
                    v = self.state[p] = torch.zeros_like(p)
                v *= self.momentum
                v += p.grad
                d = p.grad + self.momentum * v
                d = d * min(1.0, 1e3 / (float(d.norm()) + 1e-6))
                p -= self.lr * d
