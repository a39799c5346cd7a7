class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr; self.momentum = momentum; self.state = {}

    @torch.no_grad()
    def step(self):
        ps=[p for p in self.params if p.grad is not None]
        if not ps: return
        vs=[self.state.setdefault(p, torch.zeros_like(p)) for p in ps]
        torch._foreach_mul_(vs,self.momentum); torch._foreach_add_(vs,[p.grad for p in ps]); torch._foreach_add_(ps,vs,alpha=-self.lr)
