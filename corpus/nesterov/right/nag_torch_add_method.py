class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            g = p.grad
            if g is None:
                continue
            try:
                v = self.state[p]
            except KeyError:
                v = self.state[p] = torch.zeros_like(g, memory_format=torch.preserve_format)
            v.mul_(self.momentum).add_(g)
            p.add_(g.add(v, alpha=self.momentum), alpha=-self.lr)
