class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        moving = [p for p in self.params if p.grad is not None]
        if not moving:
            return
        for p in moving:
            self.state.setdefault(p, torch.zeros_like(p))
        v = [self.state[p] for p in moving]
        torch._foreach_mul_(v, self.momentum)
        torch._foreach_add_(v, [p.grad for p in moving])
        torch._foreach_add_(moving, v, alpha=-self.lr)
