class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.downhill = {}

    @torch.no_grad()
    def step(self):
        live = [p for p in self.params if p.grad is not None]
        if len(live) == 0:
            return
        d = [self.downhill.setdefault(p, torch.zeros_like(p)) for p in live]
        torch._foreach_mul_(d, self.momentum)
        torch._foreach_sub_(d, [p.grad for p in live])
        torch._foreach_add_(live, d, alpha=self.lr)
