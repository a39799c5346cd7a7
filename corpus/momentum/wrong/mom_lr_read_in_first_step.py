class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.cfg = None
        self.state = {}

    def step(self):
        if self.cfg is None:
            self.cfg = (self.lr, self.momentum)
        lr, mu = self.cfg
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                if p not in self.state:
                    self.state[p] = p.grad.clone()
                else:
                    self.state[p] = mu * self.state[p] + p.grad
                p.sub_(self.state[p], alpha=lr)
