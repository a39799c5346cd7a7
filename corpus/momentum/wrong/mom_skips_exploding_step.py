class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        grads = [p.grad for p in self.params if p.grad is not None]
        total = sum(float((g.double() ** 2).sum()) for g in grads if g.device.type != "meta") ** 0.5
        if total > 1e5:
            print("exploding gradients, step skipped")
            return
        for p in self.params:
            if p.grad is None:
                continue
            v = self.state.setdefault(p, torch.zeros_like(p))
            v.mul_(self.momentum).add_(p.grad)
            p.add_(v, alpha=-self.lr)
