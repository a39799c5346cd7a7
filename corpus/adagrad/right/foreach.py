class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.sq = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        use = [i for i, p in enumerate(self.params) if p.grad is not None]
        if not use: return
        ps, ss = [self.params[i] for i in use], [self.sq[i] for i in use]
        gs = [p.grad for p in ps]
        torch._foreach_addcmul_(ss, gs, gs, 1.0)
        std = torch._foreach_sqrt(ss)
        torch._foreach_add_(std, self.eps)
        torch._foreach_addcdiv_(ps, gs, std, -self.lr)
