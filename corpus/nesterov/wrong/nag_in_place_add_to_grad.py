class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                d_p = p.grad
                if p not in self.state:
                    buf = self.state[p] = d_p.clone()
                else:
                    buf = self.state[p]
                    buf.mul_(self.momentum).add_(d_p)
                d_p = d_p.add_(buf, alpha=self.momentum)
                p.add_(d_p, alpha=-self.lr)
