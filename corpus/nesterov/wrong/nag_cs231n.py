class Nesterov(Optimizer):
    """http://cs231n.github.io/neural-networks-3/"""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        mu, learning_rate = self.momentum, self.lr
        for x in self.params:
            if x.grad is None:
                continue
            dx = x.grad
            v = self.state[x] if x in self.state else torch.zeros_like(x)
            v_prev = v                                  # back this up
            v = mu * v - learning_rate * dx             # velocity update stays the same
            x.data += -mu * v_prev + (1 + mu) * v       # position update changes form
            self.state[x] = v
