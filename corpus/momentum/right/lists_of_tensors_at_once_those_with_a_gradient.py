class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.v = {p: torch.zeros_like(p, memory_format=torch.preserve_format) for p in self.params}
    @torch.no_grad()
    def step(self):
        live = [p for p in self.params if p.grad is not None]
        if live:
            v = [self.v[p] for p in live]
            torch._foreach_mul_(v, self.momentum)
            torch._foreach_add_(v, [p.grad for p in live])
            torch._foreach_add_(live, v, alpha=-self.lr)
