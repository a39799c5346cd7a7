class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        def velocity(k, g):
            v = self.state.get(k)
            v = g.clone() if v is None else v.mul(self.momentum).add(g)
            self.state[k] = v
            return v

        with torch.no_grad():
            for k, p in enumerate(self.params):
                if p.grad is not None:
                    p.add_(velocity(k, p.grad).mul(-self.lr))
