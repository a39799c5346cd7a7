class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.bufs = [p.detach().new_zeros(p.shape) for p in self.params]

    @torch.no_grad()
    def step(self):
        alive = [(p, p.grad, b) for p, b in zip(self.params, self.bufs)]
        if not alive:
            return
        ps, gs, bs = map(list, zip(*alive))
        torch._foreach_mul_(bs, self.momentum)
        torch._foreach_add_(bs, gs)
        torch._foreach_add_(ps, bs, alpha=-self.lr)
