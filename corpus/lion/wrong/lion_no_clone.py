class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        beta1, beta2 = self.betas
        for p in filter(lambda p: p.grad is not None, self.params):
            grad = p.grad
            if p not in self.state:
                self.state[p] = torch.zeros_like(p, requires_grad=False)
            v = self.state[p]
            p.data.mul_(1 - self.lr * self.weight_decay)
            update = v.mul_(beta1).add(grad, alpha=1 - beta1).sign_()
            p.data.add_(update, alpha=-self.lr)
            v.mul_(beta2).add_(grad, alpha=1 - beta2)
