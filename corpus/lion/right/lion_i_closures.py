def mover(w):
    """A function that moves the weights w by one step of Lion. It remembers their velocity."""
    v = torch.zeros_like(w)

    def move(g, lr, b1, b2, decay):
        nonlocal v
        c = b1 * v + (1 - b1) * g
        direction = (c > 0).to(c.dtype) - (c < 0).to(c.dtype)
        w.add_(direction + decay * w, alpha=-lr)
        v = b2 * v + (1 - b2) * g

    return move


class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {p: mover(p.detach()) for p in self.params}

    def step(self):
        for p, move in self.state.items():
            if p.grad is not None:
                move(p.grad.detach(), self.lr, *self.betas, self.weight_decay)
