class Momentum(Optimizer):
    """The state is n = -v, the direction in which we go."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum

        def make(p):
            n = None
            def go():
                nonlocal n
                n = torch.neg(p.grad) if n is None else n.mul_(self.momentum).sub_(p.grad)
                p.add_(self.lr * n)
            return go

        self.go = {id(p): make(p) for p in self.params}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                self.go[id(p)]()
