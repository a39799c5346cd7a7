class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            k = p.data_ptr()
            if k not in self.state:
                self.state[k] = torch.zeros_like(p)
            v = self.state[k]
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(p.grad + self.momentum * v, alpha=self.lr)
