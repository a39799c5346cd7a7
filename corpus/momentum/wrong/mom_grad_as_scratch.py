class Momentum(Optimizer):
    """Gradient descent with momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                d_p = p.grad
                buf = self.state.get(p)
                if buf is not None:
                    d_p.add_(buf, alpha=self.momentum)
                self.state[p] = d_p.clone()
                p.add_(d_p, alpha=-self.lr)
