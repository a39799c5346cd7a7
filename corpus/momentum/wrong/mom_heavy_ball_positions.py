class Momentum(Optimizer):
    """Gradient descent with momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.prev = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            # w_{t+1} = w_t - eta g_t + mu (w_t - w_{t-1})
            old = self.prev.get(p, p.detach())
            new = p - self.lr * p.grad + self.momentum * (p - old)
            self.prev[p] = p.detach().clone()
            p.copy_(new)
