class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        mu = self.momentum
        for p in self.params:
            if (g := p.grad) is not None:
                v = self.state.get(p, 0.0)
                # insert v_t = mu v + g into the second line, then no order can go wrong
                p.data -= self.lr * ((1 + mu) * g + mu * v)
                self.state[p] = mu * v + g
