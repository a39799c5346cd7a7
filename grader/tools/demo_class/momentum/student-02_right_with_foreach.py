class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.velocity = {}

    @torch.no_grad()
    def step(self):
        moving = [p for p in self.params if p.grad is not None]
        if not moving:
            return
        for p in moving:
            if p not in self.velocity:
                self.velocity[p] = torch.zeros_like(p, memory_format=torch.preserve_format)
        velocities = [self.velocity[p] for p in moving]
        torch._foreach_mul_(velocities, self.momentum)
        torch._foreach_add_(velocities, [p.grad for p in moving])
        torch._foreach_add_(moving, velocities, alpha=-self.lr)
