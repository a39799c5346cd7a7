class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9, nesterov=True):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.nesterov = nesterov
        self.bufs = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.bufs:
                buf = self.bufs[p] = torch.clone(p.grad).detach()
            else:
                buf = self.bufs[p]
                buf.mul_(self.momentum).add_(p.grad)
            p.data.add_(buf, alpha=-self.lr)
