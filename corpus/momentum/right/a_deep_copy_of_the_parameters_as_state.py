class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        import copy
        self.lr, self.momentum = lr, momentum
        self.v = copy.deepcopy([p.detach() for p in self.params])
        for v in self.v:
            v.zero_()
    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                self.v[i] = torch.add(p.grad, self.v[i], alpha=self.momentum)
                p.sub_(self.v[i], alpha=self.lr)
