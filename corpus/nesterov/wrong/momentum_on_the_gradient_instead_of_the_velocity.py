class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None: continue
            d_p = p.grad.data
            if p not in self.state:
                buf = self.state[p] = d_p.clone()
            else:
                buf = self.state[p]
                buf.mul_(self.momentum).add_(d_p)
            d_p = buf.add(d_p, alpha=self.momentum)
            p.data.add_(d_p, alpha=-self.lr)
