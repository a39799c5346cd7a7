class Nesterov(Optimizer):
    """Sutskever's view: w is kept at the point that looks ahead."""

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
            if p not in self.state:
                self.state[p] = torch.zeros_like(p)
            v = self.state[p]
            v.mul_(self.momentum).add_(p.grad)
            # 1. the real step
            p.sub_(self.lr * v)
            # 2. look ahead for the next gradient
            p.sub_(self.lr * self.momentum * v)
