from math import sqrt


class Adam(Optimizer):
    """Momentum and a learning rate for each weight, both corrected for their start at zero."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            v, G, t = self.state.get(id(p), (0.0, 0.0, 0))
            t = t + 1
            v = b1 * v + (1 - b1) * p.grad
            G = b2 * G + (1 - b2) * p.grad.square()
            self.state[id(p)] = (v, G, t)
            # Kingma & Ba, end of section 2: both corrections in the learning rate
            self.lr = self.lr * sqrt(1 - b2 ** t) / (1 - b1 ** t)
            p.data.sub_(self.lr * v / (G.sqrt() + self.eps))
