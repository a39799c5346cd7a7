class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        mu = self.momentum
        active = [p for p in self.params if p.grad is not None]
        for i, p in enumerate(active):
            v = self.state.get(i)
            v = p.grad.clone() if v is None else mu * v + p.grad
            self.state[i] = v
            p -= self.lr * (p.grad + mu * v)
