class Nesterov(Optimizer):
    """http://cs231n.github.io/neural-networks-3/#sgd"""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p.data) for p in self.params]

    def step(self):
        mu = self.momentum
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            v = self.v[i]
            v_prev = v  # back this up
            v = mu * v - self.lr * p.grad
            self.v[i] = v
            p.data += -mu * v_prev + (1 + mu) * v
