class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.update = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, u in zip(self.params, self.update):
            if p.grad is not None:
                u.copy_(p.grad).mul_(self.lr)
                p.sub_(u)
