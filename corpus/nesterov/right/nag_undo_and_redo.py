class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        eta, mu = self.lr, self.momentum
        for p in self.params:
            if p.grad is None:
                continue
            v = self.state.get(p)
            if v is None:
                v = torch.zeros_like(p)
            here = p + eta * mu * v
            v = mu * v + p.grad
            here = here - eta * v
            p.copy_(here - eta * mu * v)
            self.state[p] = v
