class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            v = self.state.setdefault(p, torch.zeros_like(p.data))
            v.mul_(self.momentum).add_(p.grad)
            p.grad.add_(v, alpha=self.momentum)
            p.data.sub_(self.lr * p.grad)
