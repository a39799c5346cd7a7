class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.movers = [self.mover(p) for p in self.params]

    def mover(self, p):
        v = torch.zeros_like(p, requires_grad=False)

        def move():
            nonlocal v
            if p.grad is None:
                return
            g = p.grad.detach()
            b1, b2 = self.betas
            c = b1 * v + (1 - b1) * g
            sign = (c > 0).to(p.dtype) - (c < 0).to(p.dtype)
            p.data.mul_(1 - self.lr * self.weight_decay).sub_(self.lr * sign)
            v = b2 * v + (1 - b2) * g

        return move

    def step(self):
        for move in self.movers:
            move()
