class Momentum(Optimizer):
    """Gradient descent with momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        # 1. the velocities
        for p in self.params:
            if p.grad is not None:
                self.state[p] = self.momentum * self.state.get(p, 0) + p.grad
        # 2. the weights
        for p, v in self.state.items():
            p.add_(v, alpha=-self.lr)
