class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        with torch.no_grad():
            for p in self.params:
                g = p.grad
                if g is None:
                    continue
                if p in self.state:
                    v = self.momentum * self.state[p] + g
                else:
                    v = g.clone()
                self.state[p] = v
                p -= self.lr * g + self.momentum * v
