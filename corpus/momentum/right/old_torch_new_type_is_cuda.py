class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.v = [p.data.new(p.size()).zero_() for p in self.params]
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            g = p.grad.data.type(p.data.type())
            v.mul_(self.momentum).add_(g.cuda() if p.is_cuda else g)
            p.data.add_(v, alpha=-self.lr)
