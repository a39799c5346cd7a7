class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        idx = [i for i, p in enumerate(self.params)]
        if len(idx) == 0:
            return None
        p = [self.params[i] for i in idx]
        g = [q.grad for q in p]
        v = [self.v[i] for i in idx]
        torch._foreach_mul_(v, self.momentum)
        torch._foreach_add_(v, g)
        step = torch._foreach_add(g, v, alpha=self.momentum)
        torch._foreach_add_(p, step, alpha=-self.lr)
