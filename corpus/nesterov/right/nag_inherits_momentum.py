class HeavyBall(Optimizer):
    def __init__(self, params, lr, momentum):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {p: torch.zeros_like(p) for p in self.params}

    def direction(self, g, v):
        return v

    @torch.no_grad()
    def step(self):
        for p, v in self.state.items():
            if p.grad is not None:
                v *= self.momentum
                v += p.grad
                p -= self.lr * self.direction(p.grad, v)


class Nesterov(HeavyBall):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params, lr, momentum)

    def direction(self, g, v):
        return g + self.momentum * super().direction(g, v)
