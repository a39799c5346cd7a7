class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.square_avgs = [torch.zeros_like(p, requires_grad=False) for p in self.params]

    @torch.no_grad()
    def step(self):
        live = [(p, p.grad, s) for p, s in zip(self.params, self.square_avgs) if p.grad is not None]
        if not live:
            return
        params, grads, avgs = map(list, zip(*live))
        torch._foreach_mul_(avgs, self.alpha)
        torch._foreach_addcmul_(avgs, grads, grads, 1 - self.alpha)
        avg = torch._foreach_sqrt(avgs)
        torch._foreach_add_(avg, self.eps)
        torch._foreach_addcdiv_(params, grads, avg, -self.lr)
