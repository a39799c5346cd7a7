class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.buffers = {}

    @torch.no_grad()
    def step(self):
        ps = [p for p in self.params if p.grad is not None]
        if len(ps) == 0:
            return None
        gs = [p.grad for p in ps]
        for p in ps:
            if id(p) not in self.buffers:
                self.buffers[id(p)] = torch.zeros_like(p)
        vs = [self.buffers[id(p)] for p in ps]
        torch._foreach_mul_(vs, self.momentum)
        torch._foreach_add_(vs, gs)
        directions = torch._foreach_mul(vs, self.momentum)
        torch._foreach_add_(directions, gs)
        torch._foreach_mul_(directions, -self.lr)
        torch._foreach_add_(ps, directions)
