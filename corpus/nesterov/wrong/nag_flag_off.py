class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9, dampening=0.0, nesterov=False):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.dampening = dampening
        self.nesterov = nesterov
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            grad = p.grad
            if p not in self.state:
                self.state[p] = {"momentum_buffer": grad.clone()}
            else:
                self.state[p]["momentum_buffer"].mul_(self.momentum).add_(grad, alpha=1 - self.dampening)
            buf = self.state[p]["momentum_buffer"]
            if self.nesterov:
                grad = grad + self.momentum * buf
            else:
                grad = buf
            p.sub_(self.lr * grad)
