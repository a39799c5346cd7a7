class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def _live(self):
        return [(p, p.grad) for p in self.params if p.grad is not None]

    @torch.no_grad()
    def step(self):
        if not (pairs := self._live()):
            return
        weights, grads = map(list, zip(*pairs))
        deltas = torch._foreach_mul(grads, -float(self.lr))
        torch._foreach_add_(weights, deltas)
