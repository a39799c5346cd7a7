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
                if p.grad is None:
                    continue
                mu = torch.tensor(self.momentum, device=p.device)
                lr = torch.tensor(self.lr, device=p.device)
                v = self.state[p] = mu * self.state.get(p, torch.zeros_like(p)) + p.grad
                p.sub_(lr * (p.grad + mu * v))
