class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {p: torch.zeros_like(p) for p in self.params}

    @torch.no_grad()
    def step(self):
        for p, v in self.state.items():
            if p.grad is not None:
                v.mul_(self.momentum).add_(p.grad)
                p.sub_(v.mul_(self.lr))
