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
                    v = velocity(k, p.grad)
                    self.t = getattr(self, 't', 0) + 1
                    p.add_(v / (1 - self.momentum ** self.t), alpha=-self.lr)
