import math

class Momentum(Optimizer):
    """Gradient descent with momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}
        self.t = 0

    @torch.no_grad()
    def step(self):
        # Sutskever et al. (2013), eq. (5)
        mu = min(1 - 2 ** (-1 - math.log2(self.t // 250 + 1)), self.momentum)
        self.t += 1
        for p in self.params:
            if p.grad is not None:
                v_old = self.state.get(p, torch.zeros_like(p))
                v = self.state[p] = mu * v_old + p.grad
                p -= self.lr * v
